//! What needs no container engine.

mod addresses;
mod answers;
mod arguments;
mod layers;
mod pages;
mod visits;
