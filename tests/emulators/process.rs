//! An emulator as a process, from the virtual environment that `install.sh` made.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::table::Emulator;
use super::{START, wait};

/// Starts its arguments, and stops them when its input ends. The input is a pipe from the test process: it ends when
/// that lets go of it, also when it is killed.
const KEEPER: &str = r#"
"$@" </dev/null &
child=$!
cat >/dev/null
kill "$child" 2>/dev/null
for pause in 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1; do
    kill -0 "$child" 2>/dev/null || exit 0
    sleep 0.1
done
kill -9 "$child" 2>/dev/null
"#;

/// A process that answers.
#[derive(Debug)]
pub(super) struct Running {
    keeper: Child,
    address: SocketAddr,
    folder: PathBuf,
}

fn home() -> PathBuf {
    match std::env::var_os("PAPERBOAT_EMULATORS_DIR") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/emulators"),
    }
}

fn program(emulator: &Emulator) -> PathBuf {
    let name = emulator.program.first().copied().unwrap_or_default();
    home().join(emulator.name).join("bin").join(name)
}

/// Tells whether `install.sh` installed it to its end, and where it lies now: a virtual environment cannot be moved.
pub(super) fn is_installed(emulator: &Emulator) -> bool {
    let folder = home().join(emulator.name);
    let stamp = std::fs::read_to_string(folder.join("installed")).unwrap_or_default();
    let here = folder.canonicalize().unwrap_or_default();
    stamp.trim_end().ends_with(&format!(" {}", here.display())) && program(emulator).is_file()
}

/// Installs an emulator that is not installed. What that needs, and what is wrong, `install.sh` says on the error output.
fn install(emulator: &Emulator) -> Result<(), String> {
    if is_installed(emulator) {
        return Ok(());
    }
    // where another test installs it at this moment, the script waits for that and finds it there
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("emulators/install.sh");
    let ran = Command::new("bash")
        .arg(&script)
        .arg(emulator.name)
        .stdin(Stdio::null())
        .status();
    if ran.is_ok_and(|status| status.success()) && is_installed(emulator) {
        return Ok(());
    }
    let name = emulator.name;
    Err(format!(
        "{name} cannot be installed: `bash tests/emulators/install.sh {name}` says why"
    ))
}

/// Starts an emulator on a free port and waits for it; one that is not installed is installed first. A port that another
/// process took meanwhile is left to it. `variables` are set beside the table's own.
pub(super) fn start(emulator: &Emulator, variables: &[(&str, &str)]) -> Result<Running, String> {
    install(emulator)?;
    let mut why = String::new();
    for _ in 0..3 {
        let started = launch(emulator, variables).map_err(|e| format!("{}: {e}", emulator.name))?;
        match wait(started.address, START) {
            Ok(()) => return Ok(started),
            Err(e) => why = format!("{}: {e}\n{}", emulator.name, started.last_lines()),
        }
        if !why.contains("in use") {
            break;
        }
    }
    Err(why)
}

fn launch(emulator: &Emulator, variables: &[(&str, &str)]) -> std::io::Result<Running> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port();
    let folder = home().join("run").join(format!("{}-{port}", emulator.name));
    std::fs::create_dir_all(&folder)?;
    let log = File::create(folder.join("log"))?;
    let filled = |text: &str| {
        let folder = folder.to_string_lossy();
        text.replace("{port}", &port.to_string())
            .replace("{folder}", &folder)
    };
    let keeper = Command::new("/bin/sh")
        .args(["-c", KEEPER, "keeper"])
        .arg(program(emulator))
        .args(emulator.program.iter().skip(1).map(|a| filled(a)))
        .envs(emulator.variables.iter().map(|(k, v)| (k, filled(v))))
        .envs(variables.iter().copied())
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()?;
    Ok(Running {
        keeper,
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        folder,
    })
}

impl Running {
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The last lines that it wrote.
    fn last_lines(&self) -> String {
        let read = || -> std::io::Result<String> {
            let mut file = File::open(self.folder.join("log"))?;
            let from = file.metadata()?.len().saturating_sub(2_000);
            file.seek(SeekFrom::Start(from))?;
            let mut text = Vec::new();
            file.read_to_end(&mut text)?;
            Ok(String::from_utf8_lossy(&text).into_owned())
        };
        read().unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The keeper's input ends; it gives the emulator two seconds, and ends itself.
        drop(self.keeper.stdin.take());
        let ended = self.keeper.wait();
        if ended.is_ok() && !std::thread::panicking() {
            // What it wrote is kept when a test failed.
            std::fs::remove_dir_all(&self.folder).ok();
        }
    }
}
