//! Host keys: unknown, known, changed.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::sshd::make_key;
use super::with_server;
use crate::ssh::{Client, Failure, KnownHosts, Limits, printed_host_keys};

#[test]
fn an_unknown_machine_is_not_believed_and_a_changed_one_neither() {
    with_server(async |mut server| {
        let known = KnownHosts::in_folder(&server.path("fresh"));
        let client = Client::new(known, Limits::default());
        let target = server.target();
        let marker = server.path("marker");
        let command = format!("touch {}", marker.display());
        let error = client
            .exec(&target, &command, "")
            .await
            .expect_err("unknown");
        let Failure::HostKeyUnknown { name, key } = &error else {
            panic!("{error}")
        };
        assert_eq!(
            (name.as_str(), key.key_data()),
            ("machine", server.host_key.key_data())
        );
        let remembered = client
            .known()
            .remember("machine", std::slice::from_ref(key));
        remembered.expect("a writable folder");
        client.exec(&target, "true", "").await.expect("known now");

        server.change_host_key();
        let client = Client::new(
            KnownHosts::in_folder(&server.path("fresh")),
            Limits::default(),
        );
        let error = client
            .exec(&target, &command, "")
            .await
            .expect_err("changed");
        let error = error.into_error("host:Exec");
        assert_eq!(
            (error.code.as_str(), error.kind.retryable()),
            ("HostKeyChanged", false)
        );
        assert_eq!(error.remedy(), Some("host-key-changed"));
        assert!(error.message.contains("known_hosts"), "{error}");
        assert!(
            !marker.exists(),
            "nothing runs on a machine that is not believed"
        );
    });
}

#[test]
fn the_file_is_openssh_s_own_and_private() {
    let folder = tempfile::tempdir().expect("a folder");
    let known = KnownHosts::in_folder(folder.path());
    let first = make_key(&folder.path().join("a"));
    let second = make_key(&folder.path().join("b"));
    assert_eq!(known.keys("i-1").expect("no file"), []);
    known
        .remember("i-1", &[first.clone(), second.clone()])
        .expect("written");
    known
        .remember("[127.0.0.1]:2222", std::slice::from_ref(&second))
        .expect("written");
    known
        .remember("i-1", std::slice::from_ref(&first))
        .expect("once only");
    let text = std::fs::read_to_string(known.file()).expect("the file");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("i-1 ssh-ed25519 AAAA"), "{text}");
    assert!(lines[2].starts_with("[127.0.0.1]:2222 ssh-ed25519 AAAA"));
    let mode = std::fs::metadata(known.file())
        .expect("it")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let found = std::process::Command::new("ssh-keygen")
        .args(["-F", "[127.0.0.1]:2222", "-f"])
        .arg(known.file())
        .output()
        .expect("ssh-keygen");
    assert!(found.status.success());
    known.forget("i-1").expect("written");
    assert_eq!(known.keys("i-1").expect("a file"), []);
    assert_eq!(known.keys("[127.0.0.1]:2222").expect("a file").len(), 1);
}

#[test]
fn a_key_pair_s_file_stays_in_its_folder() {
    let name = |n: &str| crate::ssh::KeyFile::of_pair(Path::new("/k"), n).0;
    assert_eq!(
        name("paperboat-courses"),
        Path::new("/k/paperboat-courses.pem")
    );
    assert_eq!(name("../x y"), Path::new("/k/..%2Fx%20y.pem"));
}

#[test]
fn a_console_shows_host_keys_between_two_marks() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = |file: &str| {
        let key = make_key(&folder.path().join(file));
        key.to_openssh().expect("a key")
    };
    let (old, new, second) = (line("old"), line("new"), line("second"));
    let console = format!(
        "[    0.1] Linux\r\n-----BEGIN SSH HOST KEY KEYS-----\r\n{old}\r\n-----END SSH HOST KEY KEYS-----\r\n\
         ssh-ed25519 is said elsewhere\r\n[   12.3] cloud-init[99]: -----BEGIN SSH HOST KEY KEYS-----\r\n\
         [   12.3] cloud-init[99]: {new} root@ip-10-0-0-1\r\n{second}\r\nnoise\r\n\
         [   12.4] cloud-init[99]: -----END SSH HOST KEY KEYS-----\r\nlogin: "
    );
    let keys = printed_host_keys(&console);
    let texts: Vec<String> = keys
        .iter()
        .map(|k| k.to_openssh().expect("a key"))
        .collect();
    let bare = |l: &str| l.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let texts: Vec<String> = texts.iter().map(|t| bare(t)).collect();
    assert_eq!(texts, [bare(&new), bare(&second)]);
    let cut = "-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 AAAA";
    assert_eq!(printed_host_keys(cut), []);
}
