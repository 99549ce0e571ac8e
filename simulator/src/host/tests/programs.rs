//! Programs, one by one.

use super::Bench;

#[test]
fn files_and_folders() {
    let mut bench = Bench::new(false);
    let lines = bench.transcript(&[
        "mkdir -p app/db && cd app && echo hi > a && cp a b && mv b db/c && ln -s db/c d && ls -l . db && cat d",
        "mkdir app; mkdir x/y; mkdir /etc/x; rmdir app",
        "rm app; rm nope; rm -f nope; rm -rf app; ls; rm -rf /",
        "touch /etc/x; chmod 600 /etc/hosts; chmod 8 x; chown root .ssh",
        "mkdir a; cp a b; cp -r a a/b; cp nope x; cp a; mv nope x",
        "echo secret > s; chmod 600 s; sudo chown root s; cat s; rm -f s; ls",
        "cat /root/x; ls /root; sudo ls -a /root",
        "rm -rf a.old && cp -r a a.old && ls -d a*",
    ]);
    insta::assert_snapshot!(lines, @r"
    $ mkdir -p app/db && cd app && echo hi > a && cp a b && mv b db/c && ln -s db/c d && ls -l . db && cat d   # 1.9 s
    .:
    total 12
    -rw-r--r-- 1 ec2-user ec2-user    3 a
    lrwxrwxrwx 1 ec2-user ec2-user    4 d -> db/c
    drwxr-xr-x 2 ec2-user ec2-user 4096 db

    db:
    total 4
    -rw-r--r-- 1 ec2-user ec2-user 3 c
    hi
    $ mkdir app; mkdir x/y; mkdir /etc/x; rmdir app   # 1.7 s
    ! mkdir: cannot create directory ‘app’: File exists
    ! mkdir: cannot create directory ‘x/y’: No such file or directory
    ! mkdir: cannot create directory ‘/etc/x’: Permission denied
    ! rmdir: failed to remove 'app': Directory not empty
    = 1
    $ rm app; rm nope; rm -f nope; rm -rf app; ls; rm -rf /   # 2.2 s
    ! rm: cannot remove 'app': Is a directory
    ! rm: cannot remove 'nope': No such file or directory
    ! rm: it is dangerous to operate recursively on '/'
    ! rm: use --no-preserve-root to override this failsafe
    = 1
    $ touch /etc/x; chmod 600 /etc/hosts; chmod 8 x; chown root .ssh   # 0.9 s
    ! touch: cannot touch '/etc/x': Permission denied
    ! chmod: changing permissions of '/etc/hosts': Operation not permitted
    ! chmod: invalid mode: ‘8’
    ! Try 'chmod --help' for more information.
    ! chown: changing ownership of '.ssh': Operation not permitted
    = 1
    $ mkdir a; cp a b; cp -r a a/b; cp nope x; cp a; mv nope x   # 1.3 s
    ! cp: -r not specified; omitting directory 'a'
    ! cp: cannot copy a directory, 'a', into itself, 'a/b'
    ! cp: cannot stat 'nope': No such file or directory
    ! cp: missing destination file operand after 'a'
    ! Try 'cp --help' for more information.
    ! mv: cannot stat 'nope': No such file or directory
    = 1
    $ echo secret > s; chmod 600 s; sudo chown root s; cat s; rm -f s; ls   # 1.0 s
    a
    ! cat: s: Permission denied
    $ cat /root/x; ls /root; sudo ls -a /root   # 1.3 s
    .
    ..
    ! cat: /root/x: Permission denied
    ! ls: cannot open directory '/root': Permission denied
    $ rm -rf a.old && cp -r a a.old && ls -d a*   # 1.3 s
    a
    a.old
    ");
}

#[test]
fn text() {
    let mut bench = Bench::new(false);
    let lines = bench.transcript(&[
        "printf 'b 2\\na 10\\nc 1\\n' > f; sort f; cut -d' ' -f2 f | sort -n | tail -1",
        "grep -n a f; grep -c . f; grep -q zzz f; echo $?; grep 'a\\|c' f; grep -E '^(a)' f; grep -v a f",
        "sed 's/a/X/; s/b/Y/' f; sed -e 's/a/X/' -e 's|b|Y|g' f; sed -i 's/10/11/' f; cat f; sed -n 1p f",
        "head -n 1 f; tail -n +2 f; wc f; cat -n f; echo x | tee -a f >/dev/null; tail -1 f",
        "echo -e 'a\\tb'; echo -n x; printf '%s-%d\\n' a 1 b 2; basename /a/b.c .c; dirname /a/b.c",
    ]);
    insta::assert_snapshot!(lines, @r"
    $ printf 'b 2\na 10\nc 1\n' > f; sort f; cut -d' ' -f2 f | sort -n | tail -1   # 1.9 s
    a 10
    b 2
    c 1
    10
    $ grep -n a f; grep -c . f; grep -q zzz f; echo $?; grep 'a\|c' f; grep -E '^(a)' f; grep -v a f   # 1.7 s
    2:a 10
    3
    1
    a 10
    c 1
    a 10
    b 2
    c 1
    $ sed 's/a/X/; s/b/Y/' f; sed -e 's/a/X/' -e 's|b|Y|g' f; sed -i 's/10/11/' f; cat f; sed -n 1p f   # 2.2 s
    Y 2
    X 10
    c 1
    Y 2
    X 10
    c 1
    b 2
    a 11
    c 1
    b 2
    $ head -n 1 f; tail -n +2 f; wc f; cat -n f; echo x | tee -a f >/dev/null; tail -1 f   # 0.9 s
    b 2
    a 11
    c 1
     3  6 13 f
         1	b 2
         2	a 11
         3	c 1
    x
    $ echo -e 'a\tb'; echo -n x; printf '%s-%d\n' a 1 b 2; basename /a/b.c .c; dirname /a/b.c   # 1.3 s
    a	b
    xa-1
    b-2
    b
    /a
    ");
}

#[test]
fn who_and_what() {
    let mut bench = Bench::new(false);
    let lines = bench.transcript(&[
        "id; id -u; id -nG; sudo id; sudo -u nope id",
        "uname -sm; nproc; free -m; df -h; date +%s",
        "which ls docker; env | grep -c =; sudo nope; sudo cd /",
        "sudo -E env | grep SUDO; sudo A=b sh -c 'echo $A $USER'; sudo -u ec2-user whoami",
        "sudo useradd -m -G wheel ann && id ann; sudo usermod -aG nope ann; usermod -aG wheel ann",
        "sleep 2.5; sleep x",
    ]);
    insta::assert_snapshot!(lines, @r"
    $ id; id -u; id -nG; sudo id; sudo -u nope id   # 1.9 s
    uid=1000(ec2-user) gid=1000(ec2-user) groups=1000(ec2-user),4(adm),5(wheel),6(systemd-journal)
    1000
    ec2-user adm wheel systemd-journal
    uid=0(root) gid=0(root) groups=0(root)
    ! sudo: unknown user nope
    ! sudo: error initializing audit plugin sudoers_audit
    = 1
    $ uname -sm; nproc; free -m; df -h; date +%s   # 1.7 s
    Linux x86_64
    2
                   total        used        free      shared  buff/cache   available
    Mem:            2048         190        1858           0           0        1858
    Swap:              0           0           0
    Filesystem      Size  Used Avail Use% Mounted on
    /dev/nvme0n1p1  8.0G  1.6G  6.5G  20% /
    1767225726
    $ which ls docker; env | grep -c =; sudo nope; sudo cd /   # 2.2 s
    /usr/bin/ls
    6
    ! /usr/bin/which: no docker in (/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin)
    ! sudo: nope: command not found
    ! paperboat: not modelled: nope
    ! sudo: cd: command not found
    = 1
    $ sudo -E env | grep SUDO; sudo A=b sh -c 'echo $A $USER'; sudo -u ec2-user whoami   # 0.9 s
    SUDO_USER=ec2-user
    b root
    ec2-user
    $ sudo useradd -m -G wheel ann && id ann; sudo usermod -aG nope ann; usermod -aG wheel ann   # 1.3 s
    uid=1001(ann) gid=1001(ann) groups=1001(ann),5(wheel)
    ! usermod: group 'nope' does not exist
    ! usermod: Permission denied.
    ! usermod: cannot lock /etc/passwd; try again later.
    = 1
    $ sleep 2.5; sleep x   # 3.5 s
    ! sleep: invalid time interval ‘x’
    ! Try 'sleep --help' for more information.
    = 1
    ");
}

#[test]
fn what_is_planned_and_what_listens() {
    let mut bench = Bench::new(false);
    let lines = bench.transcript(&[
        "crontab -l",
        "sudo dnf install -y -q cronie > /dev/null; echo '0 3 * * * docker exec db dump' | crontab - && crontab -l",
        "echo nonsense | crontab -",
        "crontab -r; crontab -l",
        "ss -tln; sudo ss -tlnp | tail -1",
        "sudo install -m 0755 -d /etc/apt/keyrings && stat -c '%a %U' /etc/apt/keyrings; dmesg",
    ]);
    insta::assert_snapshot!(lines, @r#"
    $ crontab -l   # 1.9 s
    ! bash: line 1: crontab: command not found
    = 127
    $ sudo dnf install -y -q cronie > /dev/null; echo '0 3 * * * docker exec db dump' | crontab - && crontab -l   # 11.5 s
    0 3 * * * docker exec db dump
    ! paperboat: not modelled: the lines of a crontab are kept and not run
    $ echo nonsense | crontab -   # 2.2 s
    ! "-":0: bad minute
    ! errors in crontab file, can't install.
    = 1
    $ crontab -r; crontab -l   # 0.9 s
    ! no crontab for ec2-user
    = 1
    $ ss -tln; sudo ss -tlnp | tail -1   # 1.3 s
    State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process
    LISTEN 0      4096           0.0.0.0:22 0.0.0.0:*
    LISTEN 0      4096           0.0.0.0:22 0.0.0.0:* users:(("sshd"))
    $ sudo install -m 0755 -d /etc/apt/keyrings && stat -c '%a %U' /etc/apt/keyrings; dmesg   # 1.0 s
    755 root
    [    0.000000] Linux version 6.1 (x86_64)
    "#);
    let lines = Bench::new(true).transcript(&[
        "crontab -l",
        "echo \"deb [arch=$(dpkg --print-architecture)] https://download.docker.com/linux/ubuntu $(. /etc/os-release && echo \"$VERSION_CODENAME\") stable\" | sudo tee /etc/apt/sources.list.d/docker.list",
        "sudo apt-get update && sudo apt-get install -y docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin && which docker; lsb_release -cs",
    ]);
    insta::assert_snapshot!(lines, @r#"
    $ crontab -l   # 1.9 s
    ! no crontab for ubuntu
    = 1
    $ echo "deb [arch=$(dpkg --print-architecture)] https://download.docker.com/linux/ubuntu $(. /etc/os-release && echo "$VERSION_CODENAME") stable" | sudo tee /etc/apt/sources.list.d/docker.list   # 1.7 s
    deb [arch=amd64] https://download.docker.com/linux/ubuntu noble stable
    $ sudo apt-get update && sudo apt-get install -y docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin && which docker; lsb_release -cs   # 90.5 s
    Reading package lists...
    Reading package lists...
    Building dependency tree...
    0 upgraded, 5 newly installed, 0 to remove and 0 not upgraded.
    Setting up docker-ce ...
    Setting up docker-ce-cli ...
    Setting up containerd.io ...
    Setting up docker-buildx-plugin ...
    Setting up docker-compose-plugin ...
    /usr/bin/docker
    noble
    "#);
}

#[test]
fn what_a_real_machine_has_is_not_said_to_be_absent() {
    let mut bench = Bench::new(false);
    for (line, words) in [
        (
            "T=$(curl -s -X PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'); curl -s -H \"X-aws-ec2-metadata-token: $T\" http://169.254.169.254/latest/meta-data/mac",
            "not modelled: /latest/meta-data/mac of the instance metadata service",
        ),
        (
            "wget -q https://example.com/a.zip",
            "the internet, of which example.com may be a part",
        ),
        (
            "sudo dnf install -y -q htop > /dev/null; htop",
            "not modelled: htop, whose package is installed",
        ),
        ("cat /proc/meminfo", "not modelled: what is below /proc"),
        (
            "ls /var/lib/docker/volumes",
            "not modelled: what is below /var/lib/docker",
        ),
        (
            "curl -w '%{time_total}' http://localhost/",
            "not modelled: curl -w %{time_total}",
        ),
    ] {
        let said = bench.transcript(&[line]);
        assert!(said.contains(words), "{said}");
    }
    for line in ["ls /nope", "ls /processes", "curl -s http://db/"] {
        let said = bench.transcript(&[line]);
        assert!(!said.contains("not modelled"), "{said}");
    }
}
