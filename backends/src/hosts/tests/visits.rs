//! First and later visits to a machine with OpenSSH's own server.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use paperboat_core::aws::ec2::{
    DescribeInstances, DescribeInstancesOutput, GetConsoleOutputOutput, Instance,
    InstanceStateChanges, InstanceStateName, Reservation, TerminateInstances,
};
use paperboat_core::aws::host::{Exec, Login, Put};
use paperboat_core::aws::secretsmanager::SecretString;
use paperboat_core::aws::{Ec2 as _, Ec2Call, Host as _, Reply, Request};
use paperboat_core::cloud::Cloud;
use russh::keys::PublicKey;

use super::answers::Answers;
use crate::hosts::{Machines, Named, NamedHost};
use crate::ssh::tests::sshd::{Sshd, user};
use crate::ssh::tests::with_server;
use crate::ssh::{Asked, Console, Limits, Offer};

/// An account with one instance, whose console shows a host key.
fn account(host_key: &PublicKey) -> Answers<impl Fn(&Request) -> Option<Reply> + use<>> {
    let line = host_key.to_openssh().expect("a key");
    Answers::new(move |request| match request {
        Request::Ec2(Ec2Call::GetConsoleOutput(get)) => {
            Some(Reply::GetConsoleOutput(GetConsoleOutputOutput {
                instance_id: get.instance_id.clone(),
                output: format!(
                    "-----BEGIN SSH HOST KEY KEYS-----\n{line}\n-----END SSH HOST KEY KEYS-----\n"
                ),
            }))
        }
        Request::Ec2(Ec2Call::DescribeInstances(_)) => {
            Some(Reply::DescribeInstances(DescribeInstancesOutput {
                reservations: vec![Reservation {
                    instances: vec![Instance {
                        state: InstanceStateName::Running.into(),
                        public_ip_address: Some("54.214.1.1".parse().expect("an address")),
                        ..Default::default()
                    }],
                    ..Default::default()
                }],
                ..Default::default()
            }))
        }
        Request::Ec2(Ec2Call::TerminateInstances(_)) => {
            Some(Reply::TerminateInstances(InstanceStateChanges::default()))
        }
        _ => None,
    })
}

fn machines<C: Cloud>(cloud: C, server: &Sshd, state: &Path) -> Machines<C> {
    std::fs::create_dir_all(state).expect("a folder");
    std::fs::copy(server.path("client"), state.join("pair.pem")).expect("a key");
    Machines::new(cloud, state, Arc::new(Console), Limits::default()).with_port(server.port)
}

fn echo() -> Exec {
    Exec {
        login: Login {
            user: user(),
            address: Some("127.0.0.1".parse().expect("an address")),
            key_name: "pair".to_owned(),
            instance_id: "i-1".to_owned(),
        },
        command: "cat".to_owned(),
        stdin: SecretString("secret".to_owned()),
        ..Exec::default()
    }
}

#[test]
fn a_machine_is_known_by_its_console_until_its_end() {
    with_server(async |mut server| {
        let state = server.path("keys");
        let account = account(&server.host_key);
        let consoles = || {
            let asked = account.asked.lock().expect("no panic");
            asked
                .iter()
                .filter(|a| **a == "ec2:GetConsoleOutput")
                .count()
        };
        let cloud = machines(&account, &server, &state);
        for _ in 0..2 {
            assert_eq!(cloud.exec(echo()).await.expect("an end").stdout, "secret");
        }
        let again = machines(&account, &server, &state);
        again.exec(echo()).await.expect("known from the file");
        assert_eq!(consoles(), 1);
        let known = std::fs::read_to_string(state.join("known_hosts")).expect("the file");
        assert!(known.starts_with("i-1 ssh-ed25519 "), "{known}");

        server.change_host_key();
        let later = machines(&account, &server, &state);
        let error = later.exec(echo()).await.expect_err("changed");
        assert_eq!(error.code, "HostKeyChanged");
        let instance_ids = vec!["i-1".to_owned()];
        let end = later
            .terminate_instances(TerminateInstances { instance_ids })
            .await;
        end.expect("an end");
        let known = std::fs::read_to_string(state.join("known_hosts")).expect("the file");
        assert_eq!(known, "");
        // nobody vouches for the new key: the console still shows the old one
        let error = later.exec(echo()).await.expect_err("another one");
        assert_eq!(error.code, "HostKeyChanged");
    });
}

#[test]
fn a_named_machine_stands_for_every_instance_and_is_asked_about_once() {
    with_server(async |server| {
        let key = server.path("client");
        let name = format!(
            "ssh://{}@127.0.0.1:{}?key={}",
            user(),
            server.port,
            key.display()
        );
        let host = NamedHost::find(&name).await.expect(&name);
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let trust = Arc::new(Asked(move |offer: &Offer| {
            count.fetch_add(1, Ordering::Relaxed);
            offer.place.starts_with("127.0.0.1:")
        }));
        let state = server.path("named");
        let account = account(&server.host_key);
        let cloud = Named::new(&account, host, &state, trust, Limits::default());
        let mut stranger = echo();
        stranger.login.user = "ec2-user".to_owned();
        stranger.login.address = Some("54.214.1.1".parse().expect("an address"));
        assert_eq!(
            cloud.exec(stranger.clone()).await.expect("an end").stdout,
            "secret"
        );
        let path = server.path("copied");
        let put = Put {
            login: stranger.login,
            path: path.display().to_string(),
            content: SecretString("content".to_owned()),
            mode: "640".to_owned(),
        };
        cloud.put(put).await.expect("a copy");
        assert_eq!(std::fs::read_to_string(path).expect("the file"), "content");
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        let found = cloud.describe_instances(DescribeInstances::default()).await;
        let address = found.expect("instances").reservations[0].instances[0].public_ip_address;
        assert_eq!(address, Some("127.0.0.1".parse().expect("an address")));
    });
}
