//! Emulators of AWS as test servers: started on a loopback port, waited for, and stopped again.
//!
//! Three ways: a server that runs already (`PAPERBOAT_ENDPOINT`); with the feature `containers`, a container, where a
//! Docker engine answers and an image is at hand; else a process of `target/emulators`, which `install.sh` fills when it
//! is wanted. `PAPERBOAT_EMULATORS` says `processes` or `containers` to have no other.

#[cfg(feature = "containers")]
mod container;
mod process;
mod table;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

pub use table::{EMULATORS, Emulator, emulator};

/// Names a server that runs already, as a URL.
pub const ENDPOINT: &str = "PAPERBOAT_ENDPOINT";
/// Says how emulators are started: `processes` or `containers`.
pub const WAY: &str = "PAPERBOAT_EMULATORS";

/// The longest that an emulator may take until it answers. `LocalStack` takes 3 s on an idle machine.
const START: Duration = Duration::from_secs(120);

/// A server that answers. One that was started here stops when this is dropped.
#[derive(Debug)]
pub struct Server {
    url: String,
    way: &'static str,
    _hold: Option<Box<dyn Hold>>,
}

/// What runs for as long as it is held.
trait Hold: std::fmt::Debug + Send + Sync {}

impl Hold for process::Running {}

#[cfg(feature = "containers")]
impl Hold for container::Running {}

impl Server {
    /// Starts an emulator, or takes the one that runs already.
    ///
    /// # Errors
    /// For a person: what is missing and what to do about it.
    pub fn start(emulator: &Emulator) -> Result<Self, String> {
        if let Ok(url) = std::env::var(ENDPOINT) {
            return Ok(Self {
                url,
                way: "endpoint",
                _hold: None,
            });
        }
        match std::env::var(WAY).as_deref() {
            Ok("processes") => Self::process(emulator),
            Ok("containers") => Self::container(emulator),
            Ok(other) => Err(format!(
                "{WAY} is `{other}`: say `processes` or `containers`"
            )),
            Err(_) if cfg!(feature = "containers") => Self::container(emulator).or_else(|why| {
                eprintln!("{}: {why}; as a process, then", emulator.name);
                Self::process(emulator)
            }),
            Err(_) => Self::process(emulator),
        }
    }

    /// Starts an emulator as a process, kept from any container engine.
    ///
    /// # Errors
    /// It cannot be installed, or does not answer in time; with the last lines that it wrote.
    pub fn process(emulator: &Emulator) -> Result<Self, String> {
        process::start(emulator, emulator.apart).map(Self::of_process)
    }

    /// Starts an emulator as a process that may use the computer's container engine: ministack runs its tasks there, as
    /// containers with the label `com.amazonaws.ecs.cluster`, and removes those of a service that is deleted.
    ///
    /// # Errors
    /// As [`Server::process`].
    pub fn process_with_engine(emulator: &Emulator) -> Result<Self, String> {
        process::start(emulator, &[]).map(Self::of_process)
    }

    fn of_process(running: process::Running) -> Self {
        Self {
            url: format!("http://{}", running.address()),
            way: "process",
            _hold: Some(Box::new(running)),
        }
    }

    /// Starts an emulator as a container.
    ///
    /// # Errors
    /// There is no engine or no image, or it does not answer in time.
    #[cfg(feature = "containers")]
    pub fn container(emulator: &Emulator) -> Result<Self, String> {
        let running = container::start(emulator)?;
        Ok(Self {
            url: format!("http://{}", running.address()),
            way: "container",
            _hold: Some(Box::new(running)),
        })
    }

    /// Says that containers are left out.
    ///
    /// # Errors
    /// Always: this was built without the feature `containers`.
    #[cfg(not(feature = "containers"))]
    pub fn container(_: &Emulator) -> Result<Self, String> {
        Err("needs the feature `containers`".to_owned())
    }

    /// Where it answers.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How it runs, in one word.
    #[must_use]
    pub fn way(&self) -> &'static str {
        self.way
    }
}

/// Waits until an HTTP server answers anything at all.
fn wait(address: SocketAddr, limit: Duration) -> Result<(), String> {
    let began = Instant::now();
    loop {
        match ask(address) {
            Ok(()) => return Ok(()),
            Err(e) if began.elapsed() > limit => {
                return Err(format!(
                    "{address} does not answer after {} s: {e}",
                    limit.as_secs()
                ));
            }
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

fn ask(address: SocketAddr) -> std::io::Result<()> {
    let patience = Some(Duration::from_secs(10));
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2))?;
    stream.set_read_timeout(patience)?;
    stream.set_write_timeout(patience)?;
    let host = address.to_string();
    write!(
        stream,
        "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )?;
    let mut head = [0; 5];
    stream.read_exact(&mut head)?;
    if &head == b"HTTP/" {
        Ok(())
    } else {
        Err(std::io::Error::other("it speaks no HTTP"))
    }
}
