//! What tests with a real Docker engine share: whether the parts are here, a registry, and the removal of what they made.

mod registry;

use std::path::Path;
use std::process::{Command, Output};
use std::time::Instant;

pub use registry::Registry;

/// Debian's static busybox, which is all that the images of tests hold (package `busybox-static`).
pub const BUSYBOX: &str = "/usr/bin/busybox";
/// Debian's registry (package `docker-registry`).
pub const REGISTRY: &str = "/usr/bin/docker-registry";
/// The beginning of a Dockerfile: every command of the busybox that lies beside it.
pub const BASE: &str = "FROM scratch
COPY busybox /bin/busybox
RUN [\"/bin/busybox\", \"--install\", \"/bin\"]
";

/// Runs `docker` to its end.
///
/// # Panics
/// When there is no such program.
pub fn docker(arguments: &[&str]) -> Output {
    let mut docker = Command::new("docker");
    docker.args(arguments).output().expect("docker can be run")
}

/// What `docker` writes to its output.
///
/// # Panics
/// When the command fails, with the engine's words.
#[must_use]
pub fn docker_says(arguments: &[&str]) -> String {
    let out = docker(arguments);
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "docker {arguments:?}: {said}");
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

/// Tells whether a Docker engine answers the `docker` command.
#[must_use]
pub fn engine_answers() -> bool {
    let asked = Command::new("docker").arg("info").output();
    asked.is_ok_and(|out| out.status.success())
}

/// Tells whether a Docker engine and these files are here.
///
/// # Panics
/// When one is missing, unless `PAPERBOAT_SKIP_DOCKER=1` allows that.
#[must_use]
pub fn parts(files: &[&str]) -> bool {
    let missing = if engine_answers() {
        let missing = files.iter().find(|file| !Path::new(file).exists());
        missing.map(|file| format!("{file} (of busybox-static, docker-registry)"))
    } else {
        Some("a Docker engine".to_owned())
    };
    let Some(missing) = missing else { return true };
    let allowed = std::env::var("PAPERBOAT_SKIP_DOCKER").is_ok_and(|v| v == "1");
    assert!(
        allowed,
        "{missing} is missing; PAPERBOAT_SKIP_DOCKER=1 goes without"
    );
    eprintln!("NOT TESTED: {missing} is missing");
    false
}

/// A container that is removed with the value, and its volumes with it.
#[derive(Debug)]
pub struct Container(pub String);

impl Drop for Container {
    fn drop(&mut self) {
        docker(&["rm", "--force", "--volumes", &self.0]);
    }
}

/// Says how long each part took, for those who look (`--nocapture`).
#[derive(Debug)]
pub struct Laps(Instant);

impl Default for Laps {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Laps {
    /// Ends a part.
    pub fn lap(&mut self, what: &str) {
        eprintln!("{:>6.1} s  {what}", self.0.elapsed().as_secs_f64());
        self.0 = Instant::now();
    }
}
