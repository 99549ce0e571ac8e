//! The book, carried in the program: its Markdown in both languages, and its pages for a browser.

mod chapters;
mod figures;
mod page;
mod shelf;
mod summary;

pub use chapters::{CHAPTERS, Chapter, summary};
pub use figures::{DRAWINGS, Drawing};
pub use page::pages;
pub use shelf::{Unshelved, shelve};
pub use summary::Entry;
