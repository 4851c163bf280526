"""What style holds of people (F28): no words, only which rule spoke to whom; both go with the person."""
