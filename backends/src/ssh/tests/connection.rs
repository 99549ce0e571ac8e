//! Connections: kept, lost, refused, silent.

use std::time::{Duration, Instant};

use super::sshd::{free_port, make_key};
use super::with_server;
use crate::ssh::{Client, Forward, KeyFile, KnownHosts, Limits};

#[test]
fn a_connection_is_used_again_and_dialled_anew_after_a_loss() {
    with_server(async |server| {
        let client = server.client(Limits::default());
        let target = server.target();
        let parent = async || {
            let out = client.exec(&target, "echo $PPID", "").await;
            out.expect("an end").stdout
        };
        let first = parent().await;
        assert_eq!(parent().await, first);
        let lost = client.exec(&target, "kill -9 $PPID; sleep 5", "").await;
        let error = lost.expect_err("no status").into_error("host:Exec");
        assert_eq!(
            (error.code.as_str(), error.maybe_sent),
            ("ConnectionLost", true)
        );
        assert!(error.kind.retryable());
        let second = parent().await;
        assert_ne!(second, first);
        // the server ends the connection between two commands: the second is sent over a new one
        let out = client
            .exec(
                &target,
                "(sleep 0.2; kill -9 $PPID) > /dev/null 2>&1 & exit 0",
                "",
            )
            .await;
        assert_eq!(out.expect("an end").exit_code, 0);
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_ne!(parent().await, second);
    });
}

#[test]
fn more_commands_at_a_time_than_one_connection_takes() {
    with_server(async |server| {
        let client = std::sync::Arc::new(server.client(Limits::default()));
        let mut running = tokio::task::JoinSet::new();
        for n in 0..25 {
            let (client, target) = (client.clone(), server.target());
            running.spawn(async move {
                let out = client
                    .exec(&target, &format!("sleep 0.3; echo {n}"), "")
                    .await;
                (n, out.map(|o| o.stdout))
            });
        }
        while let Some(ended) = running.join_next().await {
            let (n, out) = ended.expect("no panic");
            assert_eq!(out.expect("an end"), format!("{n}\n"));
        }
    });
}

#[test]
fn a_frozen_machine_is_a_lost_connection() {
    with_server(async |server| {
        let limits = Limits {
            keepalive: Duration::from_millis(500),
            ..Limits::default()
        };
        let client = server.client(limits);
        let file = server.path("pid");
        let command = format!(
            "echo $PPID > {}; kill -STOP $PPID; sleep 20",
            file.display()
        );
        let began = Instant::now();
        let lost = client.exec(&server.target(), &command, "").await;
        let pid = std::fs::read_to_string(file).expect("a pid");
        let killed = std::process::Command::new("kill")
            .args(["-9", pid.trim()])
            .status();
        assert!(killed.expect("kill").success());
        let error = lost.expect_err("no status").into_error("host:Exec");
        assert_eq!(
            (error.code.as_str(), error.maybe_sent),
            ("ConnectionLost", true)
        );
        assert!(began.elapsed() < Duration::from_secs(10));
    });
}

#[test]
fn a_command_that_does_not_end_is_given_up() {
    with_server(async |server| {
        let limits = Limits {
            command: Duration::from_secs(4),
            ..Limits::default()
        };
        let client = server.client(limits);
        let target = server.target();
        let marker = server.path("marker");
        let command = format!("sleep 20; touch {}", marker.display());
        let late = client.exec(&target, &command, "").await;
        let error = late.expect_err("too long").into_error("host:Exec");
        assert_eq!(
            (error.code.as_str(), error.maybe_sent),
            ("CommandTimedOut", true)
        );
        assert_eq!(error.remedy(), Some("command-too-long"));
        let next = client.exec(&target, "echo next", "").await;
        assert_eq!(next.expect("the connection goes on").stdout, "next\n");
    });
}

#[test]
fn who_is_not_let_in_is_told_so() {
    with_server(async |server| {
        let client = server.client(Limits::default());
        make_key(&server.path("stranger"));
        let mut target = server.target();
        target.key = KeyFile(server.path("stranger"));
        let denied = client
            .exec(&target, "true", "")
            .await
            .expect_err("a stranger");
        let error = denied.into_error("host:Exec");
        assert_eq!(
            (error.code.as_str(), error.maybe_sent),
            ("PermissionDenied", false)
        );
        assert_eq!(error.remedy(), Some("ssh-denied"));
        assert!(
            error.message.ends_with("Permission denied (publickey)."),
            "{error}"
        );
        target.key = KeyFile(server.path("nothing"));
        let error = client.exec(&target, "true", "").await.expect_err("no key");
        let error = error.into_error("host:Exec");
        assert_eq!(error.code, "KeyFileMissing");
        assert_eq!(error.remedy(), Some("key-file"));
        assert!(error.message.contains("nothing"), "{error}");
        std::fs::write(server.path("nothing"), "no key").expect("a file");
        let error = client.exec(&target, "true", "").await.expect_err("no key");
        assert_eq!(error.into_error("host:Exec").code, "KeyFileUnusable");
    });
}

#[test]
fn a_port_where_nobody_listens_or_answers() {
    with_server(async |server| {
        let limits = Limits {
            connect: Duration::from_millis(500),
            ..Limits::default()
        };
        let client = server.client(limits);
        let mut target = server.target();
        target.port = free_port();
        let error = client.exec(&target, "true", "").await.expect_err("nobody");
        let error = error.into_error("host:Exec");
        assert_eq!(
            (error.code.as_str(), error.maybe_sent),
            ("ConnectionRefused", false)
        );
        assert_eq!(error.remedy(), Some("ssh-refused"));
        let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback");
        target.port = silent.local_addr().expect("an address").port();
        let error = client.exec(&target, "true", "").await.expect_err("silence");
        let error = error.into_error("host:Exec");
        assert_eq!(
            (error.code.as_str(), error.maybe_sent),
            ("ConnectionTimedOut", false)
        );
        assert_eq!(error.remedy(), Some("ssh-timed-out"));
        drop(silent);
        "no.such.host.invalid".clone_into(&mut target.host);
        let error = client.exec(&target, "true", "").await.expect_err("no name");
        let code = error.into_error("host:Exec").code;
        assert!(
            ["NoAddress", "ConnectionTimedOut"].contains(&code.as_str()),
            "{code}"
        );
    });
}

#[test]
fn a_machine_reaches_a_port_of_this_computer_while_it_is_connected() {
    with_server(async |server| {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("loopback");
        let here = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"from here").await;
            }
        });
        let forward = Forward {
            there: free_port(),
            here,
        };
        let client = server.client(Limits::default());
        let client = client.with_forwards(vec![forward]);
        let target = server.target();
        let read = format!("exec 3<>/dev/tcp/127.0.0.1/{}; cat <&3", forward.there);
        let read = format!("bash -c '{read}'");
        for _ in 0..3 {
            let out = client.exec(&target, &read, "").await.expect("an end");
            assert_eq!((out.exit_code, out.stdout.as_str()), (0, "from here"));
        }
        let taken = Client::new(
            KnownHosts::in_folder(&server.path("state")),
            Limits::default(),
        );
        let taken = taken.with_forwards(vec![forward]);
        let error = taken.exec(&target, "true", "").await.expect_err("taken");
        let error = error.into_error("host:Exec");
        assert_eq!(
            (error.code.as_str(), error.maybe_sent),
            ("ConnectionLost", false)
        );
        assert!(
            error.message.contains(&forward.there.to_string()),
            "{error}"
        );
        drop(client);
    });
}
