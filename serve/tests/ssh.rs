//! OpenSSH's own clients at the simulated machines: `ssh`, `scp`, `sftp`, `-L`.
#![cfg(unix)]

#[path = "ssh/account.rs"]
mod account;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use account::{Account, Machine, element, shown, soon, with_input};
use paperboat_serve::clock::Pace;

/// A machine that a key of a kind opens, in a world of its own.
fn machine(seed: u64, kind: &str) -> (Account, Machine) {
    let account = Account::new(seed, Pace::Warp);
    account.make_key("key", kind);
    account.allow(22);
    let id = account.launch("key");
    // The first connection waits for the boot, after which the console shows the host key.
    let at = account.opened(&id, 22);
    let mut greeting = [0; 4];
    let mut stream = TcpStream::connect(at).expect("a connection");
    let limit = Some(Duration::from_secs(30));
    stream.set_read_timeout(limit).expect("a limit");
    stream.read_exact(&mut greeting).expect("sshd greets");
    assert_eq!(&greeting, b"SSH-");
    let machine = account.reach(&id);
    (account, machine)
}

#[test]
fn the_keys_that_ec2_gives_are_keys_to_openssh() {
    let account = Account::new(100, Pace::Warp);
    for (name, kind, begins) in [("a", "rsa", "ssh-rsa "), ("b", "ed25519", "ssh-ed25519 ")] {
        let path = account.make_key(name, kind);
        let read = Command::new("ssh-keygen")
            .arg("-y")
            .arg("-f")
            .arg(&path)
            .output();
        let (code, public, why) = shown(&read.expect("ssh-keygen"));
        assert_eq!(code, 0, "{kind}: {why}");
        assert!(public.starts_with(begins), "{public}");
        // OpenSSL checks that the numbers of a key belong together.
        let checked = Command::new("ssh-keygen")
            .arg("-l")
            .arg("-f")
            .arg(&path)
            .output();
        let (code, print, why) = shown(&checked.expect("ssh-keygen"));
        assert_eq!(code, 0, "{why}");
        assert!(
            print.starts_with(if kind == "rsa" { "2048 " } else { "256 " }),
            "{print}"
        );
    }
}

#[test]
fn a_command_gives_its_output_its_errors_and_its_exit_code() {
    for (seed, kind) in [(101, "ed25519"), (102, "rsa")] {
        let (account, machine) = machine(seed, kind);
        let ran = account.ssh(&machine, "key", "whoami; echo oops >&2; exit 7", "");
        assert_eq!(
            shown(&ran),
            (7, "ec2-user\n".into(), "oops\n".into()),
            "{kind}"
        );
        let ran = account.ssh(
            &machine,
            "key",
            "cat > greeting; wc -c < greeting",
            "hello\n",
        );
        assert_eq!(shown(&ran), (0, "6\n".into(), String::new()));
    }
}

#[test]
fn what_a_command_wrote_before_its_machine_went_down_has_come() {
    let (account, machine) = machine(110, "ed25519");
    let command = "echo before; echo oops >&2; sudo reboot; sleep 100; echo no";
    let (code, out, words) = shown(&account.ssh(&machine, "key", command, ""));
    assert_eq!((code, out.as_str()), (255, "before\n"), "{words}");
    assert!(words.starts_with("oops\nclient_loop: "), "{words}");
}

#[test]
fn other_users_other_keys_and_other_hosts_are_refused() {
    let (account, machine) = machine(103, "ed25519");
    account.make_key("other", "ed25519");
    for (user, key) in [("ec2-user", "other"), ("root", "key"), ("nobody", "key")] {
        let mut ssh = account.openssh("ssh", &machine, key);
        ssh.arg(format!("{user}@{}", machine.host)).arg("true");
        let (code, out, words) = shown(&with_input(ssh, ""));
        assert_eq!((code, out.as_str()), (255, ""), "{user}");
        let denied = format!("{user}@{}: Permission denied (publickey).", machine.host);
        assert!(words.contains(&denied), "{words}");
    }
    // What the console shows of another machine is not believed of this one.
    let path = account.folder.path().join("known_hosts");
    let known = std::fs::read_to_string(&path).expect("known hosts");
    let flipped = known.replace("AAAAC3NzaC1lZDI1NTE5AAAAI", "AAAAC3NzaC1lZDI1NTE5AAAAJ");
    std::fs::write(&path, flipped).expect("written");
    let (code, _, words) = shown(&account.ssh(&machine, "key", "true", ""));
    assert_eq!(code, 255);
    assert!(words.contains("Host key verification failed"), "{words}");
}

#[test]
fn files_go_there_and_back_by_both_protocols() {
    let (account, machine) = machine(104, "ed25519");
    let folder = account.folder.path();
    let text = "line\n".repeat(20_000);
    std::fs::write(folder.join("up.txt"), &text).expect("written");
    std::fs::create_dir_all(folder.join("tree/below")).expect("folders");
    std::fs::write(folder.join("tree/below/leaf"), "leaf").expect("written");
    let place = |path: &str| format!("ec2-user@{}:{path}", machine.host);
    for old in [true, false] {
        let scp = |words: &[&str]| {
            let mut scp = account.openssh("scp", &machine, "key");
            scp.args(old.then_some("-O")).args(words);
            shown(&with_input(scp, ""))
        };
        let there = format!("there-{old}");
        let (code, _, words) = scp(&["up.txt", &place(&there)]);
        assert_eq!(code, 0, "{old}: {words}");
        let back = format!("back-{old}");
        let (code, _, words) = scp(&[&place(&there), &back]);
        assert_eq!(code, 0, "{old}: {words}");
        assert_eq!(
            std::fs::read_to_string(folder.join(back)).expect("a file"),
            text
        );
        let (code, _, words) = scp(&["-r", "tree", &place(&format!("tree-{old}"))]);
        assert_eq!(code, 0, "{old}: {words}");
        let (code, _, words) = scp(&["-r", &place(&format!("tree-{old}")), &format!("copy-{old}")]);
        assert_eq!(code, 0, "{old}: {words}");
        let leaf = folder.join(format!("copy-{old}/below/leaf"));
        assert_eq!(std::fs::read_to_string(leaf).expect("a file"), "leaf");
        let (code, _, words) = scp(&["up.txt", &place("/etc/up.txt")]);
        assert_eq!(code, 1);
        assert!(words.contains("Permission denied"), "{words}");
        let (code, _, words) = scp(&[&place("nothing"), "nothing"]);
        assert_eq!(code, 1);
        assert!(words.contains("No such file or directory"), "{words}");
    }
}

#[test]
fn sftp_walks_through_folders() {
    let (account, machine) = machine(105, "ed25519");
    std::fs::write(account.folder.path().join("a"), "a").expect("written");
    let mut sftp = account.openssh("sftp", &machine, "key");
    sftp.args(["-b", "-"])
        .arg(format!("ec2-user@{}", machine.host));
    let batch = "pwd\nmkdir d\nput a d/a\nrename d/a d/b\nchmod 600 d/b\nls -l d\nget d/b c\nrm d/b\nrmdir d\nls d\n";
    let (code, out, words) = shown(&with_input(sftp, batch));
    assert_eq!(code, 1, "the last folder is gone: {words}");
    assert!(
        out.contains("Remote working directory: /home/ec2-user"),
        "{out}"
    );
    assert!(out.contains("-rw-------"), "{out}");
    assert!(
        words.contains("not found") || words.contains("No such file"),
        "{words}"
    );
    let fetched = std::fs::read_to_string(account.folder.path().join("c"));
    assert_eq!(fetched.expect("fetched"), "a");
}

#[test]
fn what_runs_in_docker_answers_on_its_port_and_through_a_tunnel() {
    let (account, machine) = machine(106, "ed25519");
    let prepare = "sudo dnf install -y -q docker && sudo systemctl enable --now docker && \
                   sudo docker run -d -p 8080:80 nginx:1.27";
    let (code, _, words) = shown(&account.ssh(&machine, "key", prepare, ""));
    assert_eq!(code, 0, "{words}");
    // The security group has no rule for it: nothing comes back.
    let at = account.opened(&machine.id, 8080);
    assert_eq!(page(at, Duration::from_millis(500)), None);
    account.allow(8080);
    assert_eq!(
        page(at, Duration::from_secs(20)).as_deref(),
        Some("nginx:1.27\n")
    );
    let mut tunnel = account
        .openssh("ssh", &machine, "key")
        .args(["-N", "-L", "127.0.0.1:18106:localhost:8080"])
        .arg(format!("ec2-user@{}", machine.host))
        .stdin(Stdio::null())
        .spawn()
        .expect("ssh");
    let here = "127.0.0.1:18106".parse().expect("an address");
    let through = soon(|| page(here, Duration::from_secs(5)));
    tunnel.kill().expect("it ran");
    tunnel.wait().expect("it ended");
    assert_eq!(through.as_deref(), Some("nginx:1.27\n"));
}

#[test]
fn a_shell_keeps_its_directory_and_is_left_with_its_exit_code() {
    let (account, machine) = machine(107, "ed25519");
    let mut ssh = account.openssh("ssh", &machine, "key");
    ssh.arg("-tt").arg(format!("ec2-user@{}", machine.host));
    let keys = "cd /tmp\rwhere=here\recho $where $PW\x7fWD\rfalse\rexit 3\r";
    let (code, out, words) = shown(&with_input(ssh, keys));
    assert_eq!(code, 3, "{out}{words}");
    assert!(out.contains("[ec2-user@ip-172-31-"), "{out}");
    assert!(out.contains(" tmp]$ "), "{out}");
    assert!(out.contains("\r\nhere /tmp\r\n"), "{out}");
    assert!(out.contains("logout"), "{out}");
}

#[test]
fn a_port_is_closed_before_the_boot_and_silent_behind_a_security_group() {
    let account = Account::new(108, Pace::Manual);
    account.make_key("key", "ed25519");
    let id = account.launch("key");
    account.advance(120);
    // Up, but no rule of the security group lets anybody in.
    let at = account.opened(&id, 22);
    let mut stream = TcpStream::connect(at).expect("taken, and lost");
    let limit = Some(Duration::from_millis(300));
    stream.set_read_timeout(limit).expect("a limit");
    stream
        .read_exact(&mut [0; 4])
        .expect_err("nothing comes back");
    account.allow(22);
    let machine = account.reach(&id);
    let (code, out, words) = shown(&account.ssh(&machine, "key", "hostname", ""));
    assert_eq!(
        (code, out.starts_with("ip-172-31-")),
        (0, true),
        "{out}{words}"
    );
    account.ec2(&format!("Action=StopInstances&InstanceId.1={id}"));
    account.advance(120);
    let closed = soon(|| TcpStream::connect(at).is_err().then_some(()));
    assert!(closed.is_some(), "nobody listens for a machine that is off");
    let stopped = account.ec2(&format!("Action=DescribeInstances&InstanceId.1={id}"));
    assert_eq!(element(&stopped, "name"), "stopped");
}

#[test]
fn nonsense_and_silence_neither_end_nor_block_the_server() {
    let (account, machine) = machine(109, "ed25519");
    let at = account.opened(&machine.id, 22);
    let mut held = Vec::new();
    for n in 0..60_u8 {
        let mut stream = TcpStream::connect(at).expect("a connection");
        match n % 3 {
            0 => stream.write_all(&[n; 4_096]).expect("sent"),
            1 => stream
                .write_all(b"SSH-2.0-x\r\n\0\0\xff\xff\xff\xff")
                .expect("sent"),
            _ => {}
        }
        held.push(stream);
    }
    let (code, out, words) = shown(&account.ssh(&machine, "key", "echo still here", ""));
    assert_eq!((code, out.as_str()), (0, "still here\n"), "{words}");
}

/// Asks for a page with HTTP of its own; none when no answer comes.
fn page(at: std::net::SocketAddr, patience: Duration) -> Option<String> {
    let mut stream = TcpStream::connect(at).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    let request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    head.starts_with("HTTP/1.1 200").then(|| body.to_owned())
}
