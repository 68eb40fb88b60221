//! Tests of preparations.
