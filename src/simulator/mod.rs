//! An in-memory Infisical driven by its API contract.
