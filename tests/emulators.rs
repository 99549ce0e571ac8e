//! Emulators start, answer and stop: also when a test process is killed, and also as containers.
//!
//! With the feature `aws` they are installed where they are missing; without it, these tests are left out.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use paperboat_tests::emulators::{EMULATORS, Server, emulator};

/// Tells the test that holds an emulator that it was started by another one.
const HELD: &str = "PAPERBOAT_TEST_HOLDS";

fn address(server: &Server) -> SocketAddr {
    let bare = server.url().trim_start_matches("http://");
    bare.parse().expect("an address and a port")
}

fn accepts(address: SocketAddr) -> bool {
    TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok()
}

fn closes(address: SocketAddr) -> bool {
    let began = Instant::now();
    while accepts(address) {
        if began.elapsed() > Duration::from_secs(20) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    true
}

#[test]
#[cfg_attr(
    not(feature = "aws"),
    ignore = "needs emulators, which the feature `aws` is for"
)]
fn every_emulator_answers_on_loopback_and_stops() {
    for emulator in &EMULATORS {
        let began = Instant::now();
        let server = Server::process(emulator).unwrap_or_else(|why| panic!("{why}"));
        eprintln!("{}: {:.1} s", emulator.name, began.elapsed().as_secs_f64());
        let address = address(&server);
        assert!(address.ip().is_loopback() && accepts(address));
        drop(server);
        assert!(
            closes(address),
            "{} still listens at {address}",
            emulator.name
        );
    }
}

#[test]
#[cfg_attr(
    not(feature = "aws"),
    ignore = "needs emulators, which the feature `aws` is for"
)]
fn an_emulator_ends_with_a_test_process_that_is_killed() {
    let me = std::env::current_exe().expect("a test program");
    let mut holder = Command::new(me)
        .args([
            "--exact",
            "holds_an_emulator_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(HELD, "1")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the test program starts again");
    let lines = BufReader::new(holder.stdout.take().expect("a pipe")).lines();
    let found = lines.map_while(Result::ok).find_map(|line| {
        let (_, url) = line.split_once("holds http://")?;
        url.trim().parse::<SocketAddr>().ok()
    });
    holder.kill().expect("it can be killed");
    holder.wait().expect("it is gone");
    let address = found.expect("it started an emulator");
    assert!(
        closes(address),
        "an emulator outlives its test process at {address}"
    );
}

#[test]
#[ignore = "is started by another test"]
fn holds_an_emulator_until_it_is_killed() {
    if std::env::var_os(HELD).is_none() {
        return;
    }
    let moto = emulator("moto").expect("in the table");
    let server = Server::process(moto).expect("it starts");
    println!("holds {}", server.url());
    std::thread::sleep(Duration::from_secs(60));
    panic!("nobody killed it");
}

/// The image is the table's, or where no registry answers one that is built on the spot.
#[test]
#[cfg(feature = "containers")]
fn an_emulator_answers_from_a_container_and_is_removed() {
    use paperboat_tests::docker::{docker_says, parts};

    if !parts(&[]) {
        return;
    }
    let wanted = std::env::var("PAPERBOAT_CONTAINER").unwrap_or_else(|_| "ministack".to_owned());
    let emulator = emulator(&wanted).expect("in the table");
    let began = Instant::now();
    let server = Server::container(emulator).unwrap_or_else(|why| panic!("{why}"));
    eprintln!("{wanted}: {:.1} s", began.elapsed().as_secs_f64());
    let address = address(&server);
    assert_eq!(server.way(), "container");
    assert!(address.ip().is_loopback() && accepts(address));
    let name = format!("paperboat-{wanted}-{}", std::process::id());
    let ports = docker_says(&["port", &name]);
    assert!(
        ports.lines().all(|line| line.contains("127.0.0.1:")),
        "{ports}"
    );
    drop(server);
    assert!(closes(address));
    assert_eq!(
        docker_says(&["ps", "-aq", "--filter", &format!("name={name}")]),
        ""
    );
}
