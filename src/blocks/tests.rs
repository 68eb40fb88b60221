//! Golden blocks of a small vault.
