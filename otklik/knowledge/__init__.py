"""Knowledge (E1–E6): articles, ready answers, and how people find them."""
