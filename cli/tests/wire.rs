//! Both ways to `paperboat serve`, typed: the program on both sides of the wire, with the SDK between them.
#![cfg(feature = "aws")]

mod outside;
mod person;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};

use outside::{SHOP, paperboat, said};
use paperboat_tests::watched::Watched;

/// The program, serving a new account; it is killed when this is dropped.
struct Serving {
    child: Child,
    /// What it says, which it can only say as long as somebody may read it.
    _said: BufReader<ChildStdout>,
    url: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(folder: &Path) -> Serving {
    let mut command = person::program(folder, &["serve", "--port", "0"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it runs");
    let mut said = BufReader::new(child.stdout.take().expect("its output"));
    let url = said
        .by_ref()
        .lines()
        .map_while(Result::ok)
        .find_map(|line| {
            let (_, address) = line.split_once("http://")?;
            Some(format!("http://{}", address.trim()))
        });
    let url = url.expect("it says where");
    Serving {
        child,
        _said: said,
        url,
    }
}

impl Serving {
    /// Lets so many seconds pass in the account.
    fn passes(&self, seconds: u32) {
        let address = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).expect("it listens");
        let body = format!("{{\"seconds\": {seconds}}}");
        let request = format!(
            "POST /_paperboat/advance HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

#[track_caller]
fn does(folder: &Path, arguments: &[&str]) -> String {
    let arguments = [&["--lang", "en"][..], arguments].concat();
    let output = paperboat(folder, &arguments, &[]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    said
}

/// From nothing to destroy, in a way that its words choose.
fn comes_and_goes(way: &[&str], grown: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let serving = serve(folder.path());
    let watched = Watched::at(&serving.url, "paperboat-shop");
    let place = ["--backend", "localstack", "--endpoint-url", &serving.url];
    let folder = folder.path();
    does(folder, &[&["deploy", SHOP][..], way, &place].concat());
    let status = does(folder, &["status"]);
    assert!(status.contains("web") && status.contains("db"), "{status}");
    let logs = does(folder, &["logs", "db"]);
    assert!(logs.contains("ready to accept connections"), "{logs}");
    does(
        folder,
        &["update", "--image", "web=paperboatdemo/shop-web:1.1"],
    );
    does(folder, &["rollback"]);
    does(folder, &["scale", grown]);
    does(folder, &["destroy"]);
    // A file system and a namespace are shown for a while as they are deleted.
    serving.passes(600);
    watched.is_as_before("destroyed");
}

#[test]
fn a_machine_by_hand_comes_and_goes_through_the_wire() {
    comes_and_goes(&["-s", "ec2"], "db=1");
}

#[test]
fn a_careful_machine_comes_and_goes_through_the_wire() {
    comes_and_goes(
        &["-s", "ec2", "--care", "careful", "--run", "docker"],
        "db=1",
    );
}

#[test]
fn managed_services_come_and_go_through_the_wire() {
    comes_and_goes(&["-s", "fargate"], "web=2");
}
