"""The recommender learnt from who chose what: item-item co-choice and a linear score over documented signals."""
