//! Against OpenSSH's own server.

mod connection;
mod known;
pub(crate) mod sshd;

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use paperboat_core::error::ErrorKind;

use super::client::receive;
use super::{Failure, Limits};
use sshd::Sshd;

/// Runs a test on a runtime of its own; says nothing more where no server is installed.
pub(crate) fn with_server(test: impl AsyncFnOnce(Sshd)) {
    if let Some(server) = Sshd::start() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(test(server));
    }
}

#[test]
fn a_command_gives_its_code_and_both_streams() {
    with_server(async |server| {
        let client = server.client(Limits::default());
        let target = server.target();
        let run = async |command: &str| client.exec(&target, command, "").await.expect(command);
        let out = run("echo out; echo err >&2; exit 3").await;
        assert_eq!(
            (out.exit_code, out.stdout.as_str(), out.stderr.as_str()),
            (3, "out\n", "err\n")
        );
        assert_eq!(run("true").await.exit_code, 0);
        assert_eq!(run("no-such-program-here").await.exit_code, 127);
        assert_eq!(run("kill -9 $$").await.exit_code, 137);
    });
}

#[test]
fn a_megabyte_goes_each_way() {
    with_server(async |server| {
        let client = server.client(Limits::default());
        let text = "0123456789abcdef".repeat(65_536);
        let command = "tee /dev/stderr";
        let out = client.exec(&server.target(), command, &text).await;
        let out = out.expect("an end");
        assert_eq!(out.exit_code, 0);
        assert!(out.stdout == text && out.stderr == text);
    });
}

#[test]
fn input_that_nobody_reads_is_no_failure() {
    with_server(async |server| {
        let client = server.client(Limits::default());
        let text = "x".repeat(8_000_000);
        let out = client.exec(&server.target(), "exit 7", &text).await;
        assert_eq!(out.expect("an end").exit_code, 7);
    });
}

#[test]
fn long_output_is_cut_and_says_so() {
    with_server(async |server| {
        let limits = Limits {
            output: 1000,
            ..Limits::default()
        };
        let client = server.client(limits);
        let command = "head -c 5000 /dev/zero | tr '\\0' x";
        let out = client.exec(&server.target(), command, "").await;
        let out = out.expect("an end");
        assert_eq!((out.exit_code, out.stdout.len()), (0, 1000));
        assert_eq!(
            out.stderr,
            "\npaperboat: stdout has 5000 bytes and was cut after 1000\n"
        );
    });
}

#[test]
fn a_file_arrives_whole_with_its_mode_or_not_at_all() {
    with_server(async |server| {
        let client = server.client(Limits::default());
        let target = server.target();
        let path = server.path("it's a file");
        let name = path.to_str().expect("a name");
        for (content, mode) in [("first\n", "600"), ("the second\n", "755"), ("", "644")] {
            client.put(&target, name, content, mode).await.expect(mode);
            assert_eq!(std::fs::read_to_string(&path).expect("the file"), content);
            let bits = std::fs::metadata(&path).expect("it").permissions().mode();
            assert_eq!(format!("{:o}", bits & 0o777), mode);
        }
        let code = async |path: &str, mode| {
            let failed = client.put(&target, path, "x", mode).await;
            failed.expect_err(path).into_error("host:Put").code
        };
        assert_eq!(code("/no/such/folder/file", "600").await, "NoSuchFile");
        let folder = server.path("").display().to_string();
        assert_eq!(code(&folder, "600").await, "NotAFile");
        assert_eq!(code(name, "u+x;reboot").await, "NotAFile");
        let left = std::fs::read_dir(server.folder.path()).expect("the folder");
        let names = left.flatten().map(|e| e.file_name());
        assert!(
            !names
                .into_iter()
                .any(|n| n.to_string_lossy().contains("paperboat-"))
        );
    });
}

#[test]
fn a_full_disk_on_the_machine_is_named() {
    let full = Failure::Put {
        path: "compose.yaml".to_owned(),
        said: "cat: write error: No space left on device".to_owned(),
    };
    let error = full.into_error("host:Put");
    assert_eq!(
        (error.code.as_str(), error.kind, error.remedy()),
        ("NoSpace", ErrorKind::LimitExceeded, Some("disk-full"))
    );
}

#[test]
fn an_upload_that_is_cut_off_changes_nothing() {
    with_server(async |server| {
        let client = server.client(Limits::default());
        let target = server.target();
        let path = server.path("file");
        std::fs::write(&path, "old").expect("the file");
        let place = path.to_str().expect("a name");
        let command = receive(place, &format!("{place}.new"), 4, "600");
        let out = client.exec(&target, &command, "new").await.expect("an end");
        assert_eq!(out.exit_code, 1);
        assert_eq!(std::fs::read_to_string(&path).expect("the file"), "old");
        assert!(!server.path("file.new").exists());
        let out = client.exec(&target, &command, "news").await;
        assert_eq!(out.expect("an end").exit_code, 0);
        assert_eq!(std::fs::read_to_string(&path).expect("the file"), "news");
    });
}

#[test]
fn rsa_keys_open_the_door_too() {
    with_server(async |server| {
        let client = server.client(Limits::default());
        for form in ["PEM", "RFC4716"] {
            let file = server.path(form);
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "rsa", "-b", "2048", "-N", "", "-m", form, "-f"])
                .arg(&file)
                .status();
            assert!(made.expect("ssh-keygen").success());
            let public = std::fs::read_to_string(file.with_extension("pub")).expect("a key");
            let public = russh::keys::PublicKey::from_openssh(&public).expect("a key");
            sshd::allow(server.folder.path(), &public);
            let mut target = server.target();
            target.key = super::KeyFile(file);
            let out = client.exec(&target, "echo in", "").await.expect(form);
            assert_eq!(out.stdout, "in\n");
        }
    });
}
