//! The paperboat command.
fn main() {}
