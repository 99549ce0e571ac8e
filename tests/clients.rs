//! AWS's own clients against the endpoint: boto3 with all operations and waiters, and the AWS command line by hand; and
//! tools that others wrote: ecs-deploy, and Ansible's amazon.aws.
//!
//! With the feature `aws` the clients are installed where they are missing; without it, this is left out.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use paperboat_serve::clock::Pace;
use paperboat_serve::server::{Served, run};
use paperboat_serve::worlds::{Birth, Worlds};

/// Where `install.sh` installs.
fn home() -> PathBuf {
    match std::env::var_os("PAPERBOAT_EMULATORS_DIR") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/emulators"),
    }
}

/// Has a script ask a new account, by the Python into which its clients are installed.
fn asks(clients: &str, script: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut install = Command::new("bash");
    let installed = install.arg(here.join("emulators/install.sh")).arg(clients);
    let installed = installed.status().expect("bash");
    assert!(
        installed.success(),
        "`bash tests/emulators/install.sh {clients}` says why"
    );
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let served = Served::new(Worlds::new(Birth::default(), Pace::Warp));
    std::thread::spawn(move || run(listener, served));
    let mut python = Command::new(home().join(clients).join("bin/python"));
    let asked = python.arg(here.join("clients").join(script)).arg(endpoint);
    let asked = asked.output().expect("a Python that runs");
    let said = String::from_utf8_lossy(&asked.stdout);
    let why = String::from_utf8_lossy(&asked.stderr);
    assert!(asked.status.success(), "{said}{why}");
    println!("{said}");
}

#[test]
#[cfg_attr(
    not(feature = "aws"),
    ignore = "needs AWS's clients, which the feature `aws` is for"
)]
fn aws_own_clients_find_what_they_expect() {
    asks("clients", "clients.py");
}

#[test]
#[cfg_attr(
    not(feature = "aws"),
    ignore = "needs tools of others, which the feature `aws` is for"
)]
fn tools_of_others_deploy_what_they_are_told() {
    asks("tools", "tools.py");
}
