//! OpenSSH's server on a free loopback port, with keys and configuration of its own.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use russh::keys::PublicKey;
use tempfile::TempDir;

use crate::ssh::key::{decode, generate};
use crate::ssh::{Client, KeyFile, KnownHosts, Limits, Target, write_private};

const SERVER: &str = "/usr/sbin/sshd";

/// A running server; it ends with the value.
pub(crate) struct Sshd {
    pub(crate) folder: TempDir,
    pub(crate) port: u16,
    pub(crate) host_key: PublicKey,
    server: Child,
}

impl Sshd {
    /// Starts a server that takes the key `client`; none where no server is installed and that was allowed.
    pub(crate) fn start() -> Option<Self> {
        if !Path::new(SERVER).exists() {
            let allowed = std::env::var("PAPERBOAT_SKIP_SSHD").is_ok_and(|v| v == "1");
            assert!(
                allowed,
                "{SERVER} is missing: install openssh-server, or set PAPERBOAT_SKIP_SSHD=1"
            );
            eprintln!("NOT TESTED: {SERVER} is missing");
            return None;
        }
        // only needed where the server runs as root, who may make it
        let _ = std::fs::create_dir_all("/run/sshd");
        let folder = tempfile::tempdir().expect("a folder");
        let host_key = make_key(&folder.path().join("host"));
        let own = make_key(&folder.path().join("client"));
        allow(folder.path(), &own);
        let port = free_port();
        let server = serve(folder.path(), port, "host");
        Some(Self {
            folder,
            port,
            host_key,
            server,
        })
    }

    /// Ends the server and starts one with another host key on the same port.
    pub(crate) fn change_host_key(&mut self) -> PublicKey {
        let _ = self.server.kill();
        let _ = self.server.wait();
        let key = make_key(&self.folder.path().join("other-host"));
        self.server = serve(self.folder.path(), self.port, "other-host");
        key
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn target(&self) -> Target {
        Target {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            user: user(),
            key: KeyFile(self.path("client")),
            name: "machine".to_owned(),
        }
    }

    /// A client that believes the server already.
    pub(crate) fn client(&self, limits: Limits) -> Client {
        let known = KnownHosts::in_folder(&self.path("state"));
        known
            .remember("machine", std::slice::from_ref(&self.host_key))
            .expect("a writable folder");
        Client::new(known, limits)
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Lets a key in.
pub(crate) fn allow(folder: &Path, key: &PublicKey) {
    let file = folder.join("authorized_keys");
    let mut text = std::fs::read_to_string(&file).unwrap_or_default();
    text.push_str(&key.to_openssh().expect("a key"));
    text.push('\n');
    std::fs::write(file, text).expect("a writable folder");
}

/// Makes a private key file, and gives its public half.
pub(crate) fn make_key(file: &Path) -> PublicKey {
    let text = generate("test").expect("a key");
    write_private(file, text.as_bytes()).expect("a writable folder");
    let mode = std::fs::metadata(file).expect("the file").permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
    decode(&text).expect("the key").public_key().clone()
}

pub(crate) fn user() -> String {
    let out = Command::new("id").arg("-un").output().expect("id");
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    listener.local_addr().expect("an address").port()
}

fn serve(folder: &Path, port: u16, host_key: &str) -> Child {
    let place = folder.display();
    let config = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {place}/{host_key}\nPidFile none\nUsePAM no\n\
         StrictModes no\nPermitRootLogin prohibit-password\nPasswordAuthentication no\n\
         KbdInteractiveAuthentication no\nAuthorizedKeysFile {place}/authorized_keys\nMaxStartups 100\n"
    );
    std::fs::write(folder.join("sshd_config"), config).expect("a writable folder");
    let mut server = Command::new(SERVER)
        .args(["-D", "-e", "-f"])
        .arg(folder.join("sshd_config"))
        .stdin(Stdio::null())
        .stderr(std::fs::File::create(folder.join("sshd.log")).expect("a log"))
        .spawn()
        .expect("a server");
    let deadline = Instant::now() + Duration::from_secs(20);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        let ended = server.try_wait().expect("a child");
        let log = std::fs::read_to_string(folder.join("sshd.log")).unwrap_or_default();
        assert!(ended.is_none() && Instant::now() < deadline, "sshd: {log}");
        std::thread::sleep(Duration::from_millis(20));
    }
    server
}
