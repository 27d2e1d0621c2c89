//! The Infisical simulator as a program.
fn main() {}
