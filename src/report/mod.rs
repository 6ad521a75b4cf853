//! Folds over the events of a run: what a person reads and what a following step uses. Pure.
