//! Debian's registry on a free loopback port, with images built on the spot.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{BUSYBOX, REGISTRY, docker, docker_says};

/// A registry that serves until it is dropped. The engine's copies of what was pushed go with it.
#[derive(Debug)]
pub struct Registry {
    port: u16,
    _data: TempDir,
    server: Child,
    pushed: Mutex<Vec<String>>,
}

impl Registry {
    /// Starts a registry and waits until it accepts connections.
    ///
    /// # Panics
    /// When it does not start within 20 s.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let data = tempfile::tempdir().expect("a folder");
        let config = format!(
            "version: 0.1\nstorage: {{filesystem: {{rootdirectory: {}}}}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n",
            data.path().join("data").display()
        );
        let file = data.path().join("config.yml");
        std::fs::write(&file, config).expect("a writable folder");
        let server = Command::new(REGISTRY)
            .arg("serve")
            .arg(file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a registry");
        // made first, so that a registry that never answers is stopped too
        let registry = Self {
            port,
            _data: data,
            server,
            pushed: Mutex::default(),
        };
        let deadline = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "the registry does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        registry
    }

    /// Its port on the loopback address.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The full reference of an image here, such as `127.0.0.1:5000/web:1`.
    #[must_use]
    pub fn reference(&self, image: &str) -> String {
        format!("127.0.0.1:{}/{image}", self.port)
    }

    /// Builds an image (`NAME:TAG`) from files beside busybox, of which one is the Dockerfile, and pushes it; gives its
    /// full reference.
    ///
    /// # Panics
    /// When the engine refuses.
    pub fn push(&self, image: &str, files: &[(&str, &str)]) -> String {
        let context = tempfile::tempdir().expect("a folder");
        let put = |name: &str| Path::new(context.path()).join(name);
        std::fs::copy(BUSYBOX, put("busybox")).expect("a program");
        for (name, content) in files {
            std::fs::write(put(name), content).expect("a file");
        }
        let reference = self.reference(image);
        let folder = context.path().display().to_string();
        self.pushed
            .lock()
            .expect("no panic before")
            .push(reference.clone());
        let _ = docker_says(&["build", "--quiet", "--tag", &reference, &folder]);
        let _ = docker_says(&["push", "--quiet", &reference]);
        reference
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        for reference in self.pushed.get_mut().iter().flat_map(|all| all.iter()) {
            docker(&["image", "rm", "--force", reference]);
        }
    }
}
