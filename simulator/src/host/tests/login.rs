//! Logging in, copying files, and what a machine does when it starts.

use paperboat_core::aws::ec2::*;
use paperboat_core::aws::host::Exec;

use super::{Bench, shown};
use crate::testing::{call, pass, story};

#[test]
fn a_login_needs_an_open_port_a_started_sshd_and_the_key() {
    let mut bench = Bench::new(false);
    let mut lines = bench.transcript(&["whoami; pwd; echo $PATH"]);
    let login = bench.login.clone();
    bench.login.key_name = "other".into();
    lines.push_str(&bench.transcript(&["true"]));
    bench.login = login.clone();
    bench.login.user = "ubuntu".into();
    lines.push_str(&bench.transcript(&["true"]));
    bench.login = login;
    let group_id = bench.instance().security_groups[0].group_id.clone();
    let permission = IpPermission {
        ip_protocol: "tcp".into(),
        from_port: Some(22),
        to_port: Some(22),
        ip_ranges: vec![IpRange {
            cidr_ip: "192.0.2.10/32".into(),
            ..Default::default()
        }],
        ..Default::default()
    };
    let request = RevokeSecurityGroupIngress {
        group_id: group_id.clone(),
        ip_permissions: vec![permission.clone()],
        ..Default::default()
    };
    call(&mut bench.w, request).unwrap();
    pass(&mut bench.w, 10);
    lines.push_str(&bench.transcript(&["true"]));
    let request = AuthorizeSecurityGroupIngress {
        group_id,
        ip_permissions: vec![permission],
        ..Default::default()
    };
    call(&mut bench.w, request).unwrap();
    pass(&mut bench.w, 10);
    let ids = vec![bench.login.instance_id.clone()];
    call(&mut bench.w, RebootInstances { instance_ids: ids }).unwrap();
    lines.push_str(&bench.transcript(&["true"]));
    pass(&mut bench.w, 60);
    lines.push_str(&bench.transcript(&["true"]));
    insta::assert_snapshot!(lines, @r"
    $ whoami; pwd; echo $PATH   # 1.9 s
    ec2-user
    /home/ec2-user
    /usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
    $ true   # 1.7 s
    PermissionDenied: ec2-user@198.51.100.1: Permission denied (publickey,gssapi-keyex,gssapi-with-mic).
    $ true   # 2.2 s
    PermissionDenied: ubuntu@198.51.100.1: Permission denied (publickey,gssapi-keyex,gssapi-with-mic).
    $ true   # 10.0 s
    ConnectionTimedOut: ssh: connect to host 198.51.100.1 port 22: Connection timed out
    $ true   # 10.0 s
    ConnectionTimedOut: ssh: connect to host 198.51.100.1 port 22: Connection timed out
    $ true   # 1.0 s
    ");
}

#[test]
fn a_machine_that_goes_down_breaks_the_connection() {
    let mut bench = Bench::new(false);
    let lines = bench.transcript(&["sudo reboot; echo no", "true"]);
    insta::assert_snapshot!(lines, @r"
    $ sudo reboot; echo no   # 14.3 s
    ConnectionLost: client_loop: send disconnect: Connection reset by peer
    $ true   # 10.0 s
    ConnectionTimedOut: ssh: connect to host 198.51.100.1 port 22: Connection timed out
    ");
    pass(&mut bench.w, 60);
    let request = Exec {
        login: bench.login.clone(),
        command: "sleep 1000".into(),
        ..Default::default()
    };
    let now = bench.w.now();
    let id = bench.w.call(now, request.into());
    pass(&mut bench.w, 30);
    let ids = vec![bench.login.instance_id.clone()];
    call(&mut bench.w, TerminateInstances { instance_ids: ids }).unwrap();
    pass(&mut bench.w, 5);
    let error = bench.w.answer(id).unwrap().unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.maybe_sent),
        ("ConnectionLost", true)
    );
    bench.w.check();
}

#[test]
fn a_shutdown_from_inside_stops_the_instance() {
    let mut bench = Bench::new(false);
    bench.run("sudo shutdown -h now");
    pass(&mut bench.w, 120);
    assert_eq!(bench.instance().state.name, InstanceStateName::Stopped);
}

#[test]
fn files_are_copied_where_the_user_may_write() {
    let mut bench = Bench::new(false);
    let mut lines = Vec::new();
    for (path, mode) in [
        ("compose.yaml", "0644"),
        ("~/.env", "0600"),
        ("nope/x", "0644"),
        ("/etc/x", "0644"),
        ("/tmp", "0644"),
        ("compose.yaml", ""),
    ] {
        lines.push(match bench.put(path, "services: {}\n", mode) {
            Ok(()) => format!("{path}: copied"),
            Err(error) => format!("{path}: {:?} {}: {}", error.kind, error.code, error.message),
        });
    }
    lines.push(bench.run("stat -c '%a %U %s %n' compose.yaml .env"));
    insta::assert_snapshot!(lines.join("\n"), @r#"
    compose.yaml: copied
    ~/.env: copied
    nope/x: NotFound NoSuchFile: scp: dest open "nope/x": No such file or directory
    /etc/x: Denied PermissionDenied: scp: dest open "/etc/x": Permission denied
    /tmp: InvalidInput NotAFile: scp: dest open "/tmp": Is a directory
    compose.yaml: copied
    644 ec2-user 13 compose.yaml
    600 ec2-user 13 .env
    "#);
}

#[test]
fn an_input_reaches_the_command() {
    let mut bench = Bench::new(false);
    let output = bench
        .exec("cat > .env && wc -l .env", "A=1\nB=2\n")
        .unwrap();
    assert_eq!(shown(&output), "2 .env\n");
}

#[test]
fn user_data_runs_as_root_at_the_first_boot() {
    let script = "#!/bin/bash\nset -e\nwhoami\npwd\ndnf install -y docker\nsystemctl enable --now docker\nusermod -aG docker ec2-user\n";
    let mut bench = Bench::with(false, script);
    let lines = bench.transcript(&[
        "groups",
        "systemctl is-active docker",
        "sudo cat /var/log/cloud-init-output.log",
    ]);
    insta::assert_snapshot!(lines, @r"
    $ groups   # 1.9 s
    ec2-user adm wheel systemd-journal docker
    $ systemctl is-active docker   # 1.7 s
    active
    $ sudo cat /var/log/cloud-init-output.log   # 2.2 s
    ci-info: cloud-init ran its modules
    -----BEGIN SSH HOST KEY FINGERPRINTS-----
    256 SHA256:+roeclPrrkaO1SZWOJJg3c4CFFfG5vqO5jc8dKKTx7A no comment (ED25519)
    -----END SSH HOST KEY FINGERPRINTS-----
    -----BEGIN SSH HOST KEY KEYS-----
    ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID0cC1MXmPzXet5WZ+vO8AQ62JlsTGJEaJiq0aEtFCkN
    -----END SSH HOST KEY KEYS-----
    root
    /
    Amazon Linux 2023 repository
    Amazon Linux 2023 Kernel Livepatch repository
    Dependencies resolved.
    Installing:
     docker                   x86_64 25.0.8-1.amzn2023.0.5 amazonlinux
    Running transaction

    Installed:
      docker-25.0.8-1.amzn2023.0.5.x86_64

    Complete!
    Created symlink /etc/systemd/system/multi-user.target.wants/docker.service → /usr/lib/systemd/system/docker.service.
    Cloud-init finished at 00:00:58.960
    ");
    let lines = story(&bench.w);
    let units: Vec<&str> = lines.lines().filter(|l| l.contains(".service")).collect();
    insta::assert_snapshot!(units.join("\n"), @r"
    00:00:34.339 i-062db179ca8487c5a/sshd.service: inactive -> active <- i-062db179ca8487c5a/system running
    00:00:34.339 i-062db179ca8487c5a/cloud-final.service: inactive -> activating <- i-062db179ca8487c5a/system running
    00:00:56.868 i-062db179ca8487c5a/docker.service: inactive -> activating <- i-062db179ca8487c5a/system running
    00:00:58.960 i-062db179ca8487c5a/docker.service: activating -> active <- i-062db179ca8487c5a/docker.service activating
    00:00:58.960 i-062db179ca8487c5a/cloud-final.service: activating -> active <- i-062db179ca8487c5a/system running
    ");
}

#[test]
fn the_console_shows_the_host_key_and_what_failed() {
    let mut bench = Bench::with(false, "#!/bin/bash\nnope\n");
    pass(&mut bench.w, 600);
    let id = bench.login.instance_id.clone();
    let request = GetConsoleOutput {
        instance_id: id,
        ..Default::default()
    };
    let output = call(&mut bench.w, request).unwrap().output;
    let known = |l: &&str| !l.contains("; known: ");
    let text: Vec<&str> = output.lines().filter(known).collect();
    insta::assert_snapshot!(text.join("\n"), @r"
    [    0.000000] Linux version 6.1 (x86_64)
    ci-info: cloud-init ran its modules
    -----BEGIN SSH HOST KEY FINGERPRINTS-----
    256 SHA256:+roeclPrrkaO1SZWOJJg3c4CFFfG5vqO5jc8dKKTx7A no comment (ED25519)
    -----END SSH HOST KEY FINGERPRINTS-----
    -----BEGIN SSH HOST KEY KEYS-----
    ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID0cC1MXmPzXet5WZ+vO8AQ62JlsTGJEaJiq0aEtFCkN
    -----END SSH HOST KEY KEYS-----
    /var/lib/cloud/instance/scripts/part-001: line 2: nope: command not found
    cc_scripts_user.py[WARNING]: Failed to run module scripts-user (scripts in /var/lib/cloud/instance/scripts)
    ");
}
