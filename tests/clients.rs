//! AWS's own clients against the endpoint: boto3 with all operations and waiters, and the AWS command line by hand; tools that
//! others wrote: ecs-deploy, and Ansible's amazon.aws; and the chapter as a person types it, with OpenSSH.
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

/// Installs clients where they are missing; the folder of their programs.
fn installed(clients: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut install = Command::new("bash");
    let installed = install.arg(here.join("emulators/install.sh")).arg(clients);
    let installed = installed.status().expect("bash");
    assert!(
        installed.success(),
        "`bash tests/emulators/install.sh {clients}` says why"
    );
    home().join(clients).join("bin")
}

/// Serves a new account; its endpoint.
fn serve(served: Served) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || run(listener, served));
    endpoint
}

/// Has a program run a script of `clients/` that asks an endpoint.
fn runs(mut program: Command, script: &str, endpoint: &str) {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients");
    let asked = program.arg(scripts.join(script)).arg(endpoint).output();
    let asked = asked.expect("a program that runs");
    let said = String::from_utf8_lossy(&asked.stdout);
    let why = String::from_utf8_lossy(&asked.stderr);
    assert!(asked.status.success(), "{said}{why}");
    println!("{said}");
}

/// Has a script ask a new account, by the Python into which its clients are installed.
fn asks(clients: &str, script: &str) {
    let python = Command::new(installed(clients).join("python"));
    let worlds = Worlds::new(Birth::default(), Pace::Warp);
    runs(python, script, &serve(Served::new(worlds)));
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

#[test]
#[cfg_attr(
    not(feature = "aws"),
    ignore = "needs the AWS command line, which the feature `aws` is for"
)]
fn the_chapter_is_typed_both_ways_from_nothing_to_nothing() {
    let programs = installed("clients");
    let path = std::env::var("PATH").unwrap_or_default();
    let folder = tempfile::tempdir().expect("a folder");
    let mut bash = Command::new("bash");
    bash.env("PATH", format!("{}:{path}", programs.display()));
    bash.current_dir(folder.path());
    // No other test of this computer has machines of these ids, and so their addresses.
    let birth = Birth {
        seed: 402,
        ..Birth::default()
    };
    let served = Served::new(Worlds::new(birth, Pace::Warp)).with_doors();
    runs(bash, "chapter.sh", &serve(served));
}
