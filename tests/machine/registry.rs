//! Debian's registry on a free loopback port, with an image built on the spot.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{BUSYBOX, REGISTRY, docker};

pub(crate) struct Registry {
    pub(crate) port: u16,
    folder: TempDir,
    server: Child,
}

impl Registry {
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let folder = tempfile::tempdir().expect("a folder");
        let config = format!(
            "version: 0.1\nstorage: {{filesystem: {{rootdirectory: {}}}}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n",
            folder.path().join("data").display()
        );
        let file = folder.path().join("config.yml");
        std::fs::write(&file, config).expect("a writable folder");
        let server = Command::new(REGISTRY)
            .arg("serve")
            .arg(file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a registry");
        let deadline = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "the registry does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self {
            port,
            folder,
            server,
        }
    }

    /// Builds an image with busybox beside the Dockerfile, and pushes it with tag 1; gives its name.
    pub(crate) fn push(&self, dockerfile: &str) -> String {
        let context = self.folder.path().join("context");
        std::fs::create_dir(&context).expect("a folder");
        std::fs::copy(BUSYBOX, context.join("busybox")).expect("a program");
        std::fs::write(context.join("Dockerfile"), dockerfile).expect("a file");
        let name = self.name();
        let tag = format!("{name}:1");
        let context = context.display().to_string();
        for arguments in [&["build", "--tag", &tag, &context][..], &["push", &tag]] {
            let out = docker(arguments);
            let said = String::from_utf8_lossy(&out.stderr);
            assert!(out.status.success(), "{arguments:?}: {said}");
        }
        name
    }

    fn name(&self) -> String {
        format!("127.0.0.1:{}/paperboat-test", self.port)
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        docker(&["image", "rm", &format!("{}:1", self.name())]);
    }
}
