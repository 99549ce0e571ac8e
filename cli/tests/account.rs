//! Nothing is sent to an account before it was confirmed. The account here is an endpoint that notes who comes.
#![cfg(feature = "aws")]

mod outside;
mod person;

use std::path::Path;
use std::process::Output;

use outside::{GUESTBOOK, KEYS, identity, paperboat, said};
use paperboat_tests::endpoint::{Answer, Endpoint};

fn deploy(account: &Endpoint, folder: &Path, more: &[&str]) -> Output {
    let there = ["--endpoint-url", &account.url, "--region", "us-east-1"];
    let what = ["deploy", GUESTBOOK, "-s", "ec2", "--backend", "aws"];
    let arguments = [&what[..], &there, more].concat();
    paperboat(folder, &arguments, &KEYS)
}

#[test]
fn nothing_is_sent_before_the_account_was_confirmed() {
    let account = Endpoint::open(|_, _| Answer::HangUp);
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
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{more:?}: {said}");
        assert!(said.contains(words), "{more:?}: {said}");
        assert_eq!(account.asked(), [""; 0], "{more:?}");
        assert!(!folder.path().join(".paperboat").exists(), "{more:?}");
    }
}

#[test]
fn an_account_is_not_looked_through_either_before_it_was_confirmed() {
    let account = Endpoint::open(|_, _| Answer::HangUp);
    let folder = tempfile::tempdir().expect("a folder");
    let there = ["--endpoint-url", &account.url, "--region", "us-east-1"];
    let looks: [&[&str]; 2] = [&["leftovers"], &["leftovers", "--remove", "guestbook"]];
    for look in looks {
        let arguments = [look, &["--backend", "aws"], &there].concat();
        let output = paperboat(folder.path(), &arguments, &KEYS);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("typed back"), "{}", said(&output));
        assert_eq!(account.asked(), [""; 0]);
    }
}

#[test]
fn what_is_confirmed_is_asked_who_it_is_first_and_nothing_more_when_it_is_another() {
    for (arn, typed, words) in [
        ("user/me", "210987654321", "belong to account 123456789012"),
        ("root", "123456789012", "root credentials"),
    ] {
        let account = Endpoint::open(move |_, _| identity(arn));
        let folder = tempfile::tempdir().expect("a folder");
        let output = deploy(&account, folder.path(), &["--account", typed, "--yes"]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(words) && said.contains("help: "), "{said}");
        assert_eq!(account.asked(), ["GetCallerIdentity"]);
        let journal = folder.path().join(".paperboat/default/journal.jsonl");
        let written = std::fs::read_to_string(journal).expect("a journal");
        assert!(!written.contains("\"record\":\"call\""), "{written}");
    }
}
