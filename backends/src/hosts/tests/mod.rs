//! What needs no container engine.

mod addresses;
mod answers;
mod layers;
mod pages;
mod visits;
