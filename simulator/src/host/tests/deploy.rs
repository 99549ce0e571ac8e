//! The commands of a deployment, as tutorials give them.

use super::Bench;

#[test]
fn docker_comes_by_dnf_and_the_group_counts_from_the_next_login_on() {
    let mut bench = Bench::new(false);
    let lines = bench.transcript(&[
        "docker ps",
        "dnf install -y docker",
        "sudo dnf install docker",
        "sudo dnf install -y docker-compose-plugin",
        "sudo dnf install -y docker",
        "sudo dnf install -y docker",
        "systemctl start docker",
        "systemctl is-active docker; systemctl is-enabled docker",
        "sudo usermod -aG docker ec2-user && groups && groups ec2-user && newgrp docker && groups",
        "groups",
        "sg docker -c groups",
        "sudo systemctl start docker",
        "sudo systemctl enable --now docker",
        "sudo systemctl status docker",
        "sudo service docker restart",
        "sudo systemctl start nope",
        "sudo journalctl -u docker -n 2",
    ]);
    insta::assert_snapshot!(lines, @r"
    $ docker ps   # 1.9 s
    ! bash: line 1: docker: command not found
    = 127
    $ dnf install -y docker   # 1.7 s
    ! Error: This command has to be run with superuser privileges (under the root user on most systems).
    = 1
    $ sudo dnf install docker   # 6.0 s
    Amazon Linux 2023 repository
    Amazon Linux 2023 Kernel Livepatch repository
    Dependencies resolved.
    Installing:
     docker                   x86_64 25.0.8-1.amzn2023.0.5 amazonlinux
    Is this ok [y/N]: 
    ! Operation aborted.
    = 1
    $ sudo dnf install -y docker-compose-plugin   # 0.9 s
    Last metadata expiration check: 0:01:00 ago.
    No match for argument: docker-compose-plugin
    ! Error: Unable to find a match: docker-compose-plugin
    = 1
    $ sudo dnf install -y docker   # 20.0 s
    Last metadata expiration check: 0:01:00 ago.
    Dependencies resolved.
    Installing:
     docker                   x86_64 25.0.8-1.amzn2023.0.5 amazonlinux
    Running transaction

    Installed:
      docker-25.0.8-1.amzn2023.0.5.x86_64

    Complete!
    $ sudo dnf install -y docker   # 1.0 s
    Last metadata expiration check: 0:01:00 ago.
    Package docker-25.0.8-1.amzn2023.0.5 is already installed.
    Dependencies resolved.
    Nothing to do.
    Complete!
    $ systemctl start docker   # 1.3 s
    ! Failed to start docker.service: Interactive authentication required.
    ! See system logs and 'systemctl status docker.service' for details.
    = 1
    $ systemctl is-active docker; systemctl is-enabled docker   # 1.3 s
    inactive
    disabled
    = 1
    $ sudo usermod -aG docker ec2-user && groups && groups ec2-user && newgrp docker && groups   # 0.9 s
    ec2-user adm wheel systemd-journal
    ec2-user : ec2-user adm wheel systemd-journal docker
    ec2-user adm wheel systemd-journal
    $ groups   # 0.7 s
    ec2-user adm wheel systemd-journal docker
    $ sg docker -c groups   # 0.9 s
    ec2-user adm wheel systemd-journal docker
    $ sudo systemctl start docker   # 3.0 s
    $ sudo systemctl enable --now docker   # 2.5 s
    ! Created symlink /etc/systemd/system/multi-user.target.wants/docker.service → /usr/lib/systemd/system/docker.service.
    $ sudo systemctl status docker   # 0.5 s
    ● docker.service - Docker Application Container Engine
         Loaded: loaded (/usr/lib/systemd/system/docker.service; enabled)
         Active: active (running) since Thu 2026-01-01 00:02:42 UTC; 2s ago
    $ sudo service docker restart   # 3.5 s
    ! Redirecting to /bin/systemctl restart docker.service
    $ sudo systemctl start nope   # 2.3 s
    ! Failed to start nope.service: Unit nope.service not found.
    = 5
    $ sudo journalctl -u docker -n 2   # 3.0 s
    Jan 01 00:02:46 ip-172-31-0-4 systemd[1]: Starting docker.service - Docker Application Container Engine...
    Jan 01 00:02:48 ip-172-31-0-4 systemd[1]: Started docker.service - Docker Application Container Engine.
    ");
}

#[test]
fn the_compose_plugin_is_downloaded() {
    let mut bench = Bench::new(false);
    let url =
        "https://github.com/docker/compose/releases/latest/download/docker-compose-linux-x86_64";
    let path = "/usr/local/lib/docker/cli-plugins";
    let lines = bench.transcript(&[
        &format!("curl -fsSL {url} -o {path}/docker-compose"),
        &format!("sudo mkdir -p {path} && sudo curl -fsSL {url} -o {path}/docker-compose && sudo chmod +x {path}/docker-compose && ls -lh {path}"),
        &format!("curl -s {url} -o x && ls -l x"),
        "curl -fsSL https://github.com/docker/compose/releases/download/v2/docker-compose-linux-x86_64 -o x",
        "sudo curl -L \"https://github.com/docker/compose/releases/download/v2.29.7/docker-compose-$(uname -s)-$(uname -m)\" -o /usr/local/bin/docker-compose && df -h /",
    ]);
    insta::assert_snapshot!(lines, @r#"
    $ curl -fsSL https://github.com/docker/compose/releases/latest/download/docker-compose-linux-x86_64 -o /usr/local/lib/docker/cli-plugins/docker-compose   # 3.5 s
    ! Warning: Failed to open the file /usr/local/lib/docker/cli-plugins/docker-compose: No such file or directory
    ! curl: (23) Failure writing output to destination
    = 23
    $ sudo mkdir -p /usr/local/lib/docker/cli-plugins && sudo curl -fsSL https://github.com/docker/compose/releases/latest/download/docker-compose-linux-x86_64 -o /usr/local/lib/docker/cli-plugins/docker-compose && sudo chmod +x /usr/local/lib/docker/cli-plugins/docker-compose && ls -lh /usr/local/lib/docker/cli-plugins   # 3.3 s
    total 68360
    -rwxr-xr-x 1 root root 67M docker-compose
    $ curl -s https://github.com/docker/compose/releases/latest/download/docker-compose-linux-x86_64 -o x && ls -l x   # 2.2 s
    -rw-r--r-- 1 ec2-user ec2-user 0 x
    $ curl -fsSL https://github.com/docker/compose/releases/download/v2/docker-compose-linux-x86_64 -o x   # 1.0 s
    ! curl: (22) The requested URL returned error: 404
    = 22
    $ sudo curl -L "https://github.com/docker/compose/releases/download/v2.29.7/docker-compose-$(uname -s)-$(uname -m)" -o /usr/local/bin/docker-compose && df -h /   # 5.3 s
    Filesystem      Size  Used Avail Use% Mounted on
    /dev/nvme0n1p1  8.0G  1.8G  6.3G  22% /
    "#);
}

#[test]
fn docker_comes_by_apt_and_starts_by_itself() {
    let mut bench = Bench::new(true);
    let lines = bench.transcript(&[
        "apt-get install -y docker.io",
        "sudo apt-get install -y docker.io",
        "sudo apt-get update",
        "sudo apt-get install docker.io",
        "sudo apt-get install -y docker-ce",
        "sudo apt-get install -y docker.io docker-compose-v2",
        "systemctl is-active docker; systemctl is-enabled docker",
        "sudo yum install -y docker",
    ]);
    insta::assert_snapshot!(lines, @r"
    $ apt-get install -y docker.io   # 1.9 s
    ! E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)
    ! E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?
    = 100
    $ sudo apt-get install -y docker.io   # 1.7 s
    ! E: Unable to locate package docker.io
    = 100
    $ sudo apt-get update   # 23.8 s
    Reading package lists...
    $ sudo apt-get install docker.io   # 0.9 s
    Reading package lists...
    Building dependency tree...
    0 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.
    Do you want to continue? [Y/n] Abort.
    = 1
    $ sudo apt-get install -y docker-ce   # 1.3 s
    ! E: Unable to locate package docker-ce
    = 100
    $ sudo apt-get install -y docker.io docker-compose-v2   # 17.8 s
    Reading package lists...
    Building dependency tree...
    0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.
    Setting up docker.io ...
    Setting up docker-compose-v2 ...
    $ systemctl is-active docker; systemctl is-enabled docker   # 1.3 s
    active
    enabled
    $ sudo yum install -y docker   # 1.3 s
    ! sudo: yum: command not found
    = 1
    ");
}
