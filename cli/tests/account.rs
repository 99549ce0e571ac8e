//! Nothing is sent to an account before it was confirmed. The account here is a listener that counts who comes.
#![cfg(feature = "aws")]

use std::io::Read;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// An endpoint that answers nobody and counts the requests.
struct Account {
    url: String,
    requests: Arc<AtomicUsize>,
}

impl Account {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                let mut stream = stream;
                let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
                let _ = stream.read(&mut [0; 1024]);
            }
        });
        Self { url, requests }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn deploy(account: &Account, folder: &std::path::Path, more: &[&str]) -> Output {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/guestbook/compose.yaml"
    );
    Command::new(env!("CARGO_BIN_EXE_paperboat"))
        .args([
            "deploy",
            file,
            "-s",
            "ec2",
            "--backend",
            "aws",
            "--lang",
            "en",
        ])
        .args(["--endpoint-url", &account.url, "--region", "us-east-1"])
        .args(more)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env_clear()
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .output()
        .expect("the program runs")
}

#[test]
fn nothing_is_sent_before_the_account_was_confirmed() {
    let account = Account::open();
    let folder = tempfile::tempdir().expect("a folder");
    let refused: [(&[&str], &str); 5] = [
        (&[], "typed back"),
        (&["--account", "123456789012"], "typed back"),
        (&["--yes"], "typed back"),
        (&["--account", "12345", "--yes"], "12 digits"),
        (
            &["--account", "123456789012", "--yes", "--budget", "0.001"],
            "budget",
        ),
    ];
    for (more, words) in refused {
        let output = deploy(&account, folder.path(), more);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{more:?}: {said}");
        assert!(said.contains(words), "{more:?}: {said}");
        assert_eq!(account.requests(), 0, "{more:?}");
        assert!(!folder.path().join(".paperboat").exists(), "{more:?}");
    }
}

#[test]
fn what_is_confirmed_is_asked_who_it_is_first() {
    let account = Account::open();
    let folder = tempfile::tempdir().expect("a folder");
    let output = deploy(
        &account,
        folder.path(),
        &["--account", "123456789012", "--yes"],
    );
    let said = [output.stderr.clone(), output.stdout.clone()].concat();
    let said = String::from_utf8_lossy(&said);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("sts:GetCallerIdentity"), "{said}");
    assert!(account.requests() > 0);
    let journal = folder.path().join(".paperboat/default/journal.jsonl");
    let written = std::fs::read_to_string(journal).expect("a journal");
    assert!(!written.contains("\"record\":\"call\""), "{written}");
}
