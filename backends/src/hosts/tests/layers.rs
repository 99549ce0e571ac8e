use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use paperboat_core::aws::SecretString;
use paperboat_core::aws::ec2::{
    CreateKeyPair, CreateKeyPairOutput, DeleteKeyPair, DeleteKeyPairOutput, GetConsoleOutputOutput,
    RunInstances,
};
use paperboat_core::aws::host::{Exec, Login, Put};
use paperboat_core::aws::{Ec2 as _, Ec2Call, Host as _, Reply, Request};
use paperboat_core::cloud::Cloud;
use paperboat_core::error::ErrorKind;

use super::answers::Answers;
use crate::hosts::{Docker, Engine, Machines};
use crate::ssh::{Asked, Console, Fixed, Limits, Offer, Trust, decode, generate};

fn pair(key_name: &str) -> CreateKeyPair {
    CreateKeyPair {
        key_name: key_name.to_owned(),
        ..Default::default()
    }
}

/// Makes key pairs of the given material, and deletes them.
fn key_pairs(material: &str) -> Answers<impl Fn(&Request) -> Option<Reply>> {
    let material = material.to_owned();
    Answers::new(move |request| match request {
        Request::Ec2(Ec2Call::CreateKeyPair(pair)) => {
            Some(Reply::CreateKeyPair(CreateKeyPairOutput {
                key_name: pair.key_name.clone(),
                key_material: SecretString(material.clone()),
                ..Default::default()
            }))
        }
        Request::Ec2(Ec2Call::DeleteKeyPair(_)) => {
            Some(Reply::DeleteKeyPair(DeleteKeyPairOutput::default()))
        }
        _ => None,
    })
}

fn login(key_name: &str) -> Login {
    Login {
        user: "ec2-user".to_owned(),
        address: Some("127.0.0.1".parse().expect("an address")),
        key_name: key_name.to_owned(),
        instance_id: "i-1".to_owned(),
    }
}

#[tokio::test]
async fn a_key_pair_s_private_half_is_kept_before_the_answer_is_given_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state");
    let text = generate("x").expect("a key");
    let cloud = Machines::new(
        key_pairs(&text),
        &state,
        Arc::new(Console),
        Limits::default(),
    );
    let made = cloud
        .create_key_pair(pair("pair"))
        .await
        .expect("a key pair");
    assert!(made.key_material.0 == text);
    let file = state.join("pair.pem");
    assert!(std::fs::read_to_string(&file).expect("the file") == text);
    let mode = std::fs::metadata(&file).expect("it").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let key_name = "pair".to_owned();
    cloud
        .delete_key_pair(DeleteKeyPair { key_name })
        .await
        .expect("an end");
    assert!(!file.exists());
}

#[tokio::test]
async fn a_key_pair_that_cannot_be_kept_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state");
    std::fs::write(&state, "a file where the folder should be").expect("a file");
    let cloud = Machines::new(
        key_pairs("key"),
        &state,
        Arc::new(Console),
        Limits::default(),
    );
    let error = cloud
        .create_key_pair(pair("pair"))
        .await
        .expect_err("no folder");
    assert_eq!(
        (error.code.as_str(), error.maybe_sent),
        ("KeyFileNotWritten", true)
    );
    assert!(error.message.contains("pair.pem") && error.message.contains("delete the key pair"));
}

#[tokio::test]
async fn a_missing_key_file_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = Machines::new(
        key_pairs(""),
        folder.path(),
        Arc::new(Console),
        Limits::default(),
    );
    let exec = Exec {
        login: login("lost"),
        ..Default::default()
    };
    let error = cloud.exec(exec).await.expect_err("no key");
    assert_eq!(
        (error.kind, error.code.as_str()),
        (ErrorKind::Denied, "KeyFileMissing")
    );
    let path = folder.path().join("lost.pem").display().to_string();
    assert!(error.message.starts_with(&path), "{error}");
    let launch = RunInstances {
        key_name: "lost".to_owned(),
        ..Default::default()
    };
    let refused = cloud.run_instances(launch).await.expect_err("no key");
    assert_eq!(
        (refused.code.as_str(), refused.remedy()),
        ("KeyFileMissing", Some("key-file"))
    );
    let put = Put {
        login: Login {
            address: None,
            ..login("lost")
        },
        ..Default::default()
    };
    assert_eq!(
        cloud.put(put).await.expect_err("no address").code,
        "NoAddress"
    );
}

fn docker<C: Cloud>(cloud: C, state: &Path) -> Docker<C> {
    let engine = Engine::new("/no/such/engine");
    Docker::new(cloud, engine, state, Limits::default())
}

#[tokio::test]
async fn a_key_that_no_client_can_read_is_replaced_and_a_real_one_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let real = generate("x").expect("a key");
    let fake = "-----BEGIN RSA PRIVATE KEY-----\nFAKE\n-----END RSA PRIVATE KEY-----";
    for (given, kept) in [(real.as_str(), true), (fake, false), ("", false)] {
        let cloud = docker(key_pairs(given), folder.path());
        let made = cloud
            .create_key_pair(pair("pair"))
            .await
            .expect("a key pair");
        assert_eq!(made.key_material.0 == given, kept);
        decode(&made.key_material.0).expect("a usable key");
        let file = std::fs::read_to_string(folder.path().join("pair.pem"));
        assert!(file.expect("the file") == made.key_material.0);
    }
}

#[tokio::test]
async fn without_an_engine_nothing_is_launched() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = Answers::new(|_| None);
    let layer = docker(&cloud, folder.path());
    let error = layer.run_instances(RunInstances::default()).await;
    let error = error.expect_err("no engine");
    assert_eq!(
        (error.kind, error.code.as_str()),
        (ErrorKind::Unsupported, "DockerMissing")
    );
    assert!(error.message.contains("/no/such/engine") && error.message.contains("--hosts"));
    assert_eq!(*cloud.asked.lock().expect("no panic"), Vec::<&str>::new());
}

#[tokio::test]
async fn the_console_is_believed_and_no_other_voice() {
    let key = |name| decode(&generate(name).expect("a key")).expect("a key");
    let (own, other) = (key("a").public_key().clone(), key("b").public_key().clone());
    let console = |text: String| {
        Answers::new(move |request: &Request| match request {
            Request::Ec2(Ec2Call::GetConsoleOutput(get)) if get.instance_id == "i-1" => {
                Some(Reply::GetConsoleOutput(GetConsoleOutputOutput {
                    instance_id: "i-1".to_owned(),
                    output: text.clone(),
                }))
            }
            _ => None,
        })
    };
    let printed = format!(
        "-----BEGIN SSH HOST KEY KEYS-----\n{}\n-----END SSH HOST KEY KEYS-----\n",
        own.to_openssh().expect("a key")
    );
    let offer = |key: &russh::keys::PublicKey| Offer {
        name: "i-1".to_owned(),
        place: "127.0.0.1:22".to_owned(),
        instance_id: "i-1".to_owned(),
        key: key.clone(),
    };
    let believed = Console.keys(&console(printed.clone()), &offer(&own)).await;
    assert_eq!(believed.expect("the console shows it").len(), 1);
    let error = Console
        .keys(&console(printed), &offer(&other))
        .await
        .expect_err("another key");
    assert_eq!(
        (error.code.as_str(), error.kind.retryable()),
        ("HostKeyChanged", false)
    );
    let error = Console
        .keys(&console("booting".to_owned()), &offer(&own))
        .await;
    let error = error.expect_err("not yet");
    assert_eq!(
        (error.code.as_str(), error.kind.retryable()),
        ("HostKeyUnknown", true)
    );

    let nobody = Answers::new(|_| None);
    let error = Fixed(vec![other])
        .keys(&nobody, &offer(&own))
        .await
        .expect_err("not it");
    assert_eq!(
        (error.code.as_str(), error.kind.retryable()),
        ("HostKeyUnknown", false)
    );
    Fixed(vec![own.clone()])
        .keys(&nobody, &offer(&own))
        .await
        .expect("it");
    let yes = Asked(|offer: &Offer| offer.fingerprint().starts_with("SHA256:"));
    yes.keys(&nobody, &offer(&own)).await.expect("accepted");
    let no = Asked(|_: &Offer| false);
    let error = no
        .keys(&nobody, &offer(&own))
        .await
        .expect_err("not accepted");
    assert_eq!(error.code, "HostKeyUnknown");
}
