//! The emulator for both ways.

use paperboat_tests::emulators::{Server, emulator};
use paperboat_tests::watched::Watched;

/// ministack, and what it holds.
#[derive(Debug)]
pub(crate) struct Emulated {
    pub(crate) server: Server,
    pub(crate) watched: Watched,
}

impl Emulated {
    /// Starts ministack, with or without a container engine for its tasks.
    ///
    /// # Panics
    /// When it does not start.
    pub(crate) fn start(with_engine: bool) -> Self {
        let ministack = emulator("ministack").expect("in the table");
        let server = if with_engine {
            Server::process_with_engine(ministack)
        } else {
            Server::process(ministack)
        };
        let server = server.unwrap_or_else(|why| panic!("{why}"));
        let watched = Watched::at(server.url(), "paperboat-real");
        Self { server, watched }
    }

    /// Where it answers.
    pub(crate) fn url(&self) -> &str {
        self.server.url()
    }
}
