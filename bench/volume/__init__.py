"""A large history: stories told by the product's verbs, stamped out in SQL with other people, words and times."""
