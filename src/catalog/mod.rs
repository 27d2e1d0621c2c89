//! What Infisical has: one small declaration per resource, a folder per family.
