//! An account on an endpoint, with a key on the disk and machines that OpenSSH is to reach.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use paperboat_serve::clock::Pace;
use paperboat_serve::server::{Served, run};
use paperboat_serve::worlds::{Birth, Worlds};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything may take on the wall.
const PATIENCE: Duration = Duration::from_secs(60);
const AL2023: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

pub(crate) struct Account {
    at: SocketAddr,
    pub(crate) folder: TempDir,
}

/// An instance, and how it is reached.
pub(crate) struct Machine {
    pub(crate) id: String,
    pub(crate) host: String,
    pub(crate) port: String,
}

impl Account {
    /// Serves a new world of a seed, which no other test of this file has: machines have addresses of their ids.
    pub(crate) fn new(seed: u64, pace: Pace) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let at = listener.local_addr().expect("an address");
        let birth = Birth {
            seed,
            ..Birth::default()
        };
        let served = Served::new(Worlds::new(birth, pace)).with_doors();
        std::thread::spawn(move || run(listener, served));
        let folder = tempfile::tempdir().expect("a folder");
        Self { at, folder }
    }

    fn send(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.at).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        let length = body.len();
        let request = format!("{head}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a head");
        body.to_owned()
    }

    fn signed(service: &str) -> String {
        format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=k/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n"
        )
    }

    /// Asks EC2; the answer as it is.
    pub(crate) fn ec2(&self, parameters: &str) -> String {
        let head = Self::signed("ec2") + "Content-Type: application/x-www-form-urlencoded\r\n";
        let said = self.send(&head, &format!("Version=2016-11-15&{parameters}"));
        assert!(!said.contains("<Errors>"), "{parameters}: {said}");
        said
    }

    /// Asks beside AWS; a text when it is no data.
    pub(crate) fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let head = format!("{method} /_paperboat/{path} HTTP/1.1\r\nHost: localhost\r\n");
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let said = self.send(&head, &body);
        serde_json::from_str(&said).unwrap_or(Value::String(said))
    }

    pub(crate) fn advance(&self, seconds: u32) {
        self.control("POST", "advance", &json!({ "seconds": seconds }));
    }

    /// Makes a key pair and writes its private key as a person does.
    pub(crate) fn make_key(&self, name: &str, kind: &str) -> PathBuf {
        let made = self.ec2(&format!(
            "Action=CreateKeyPair&KeyName={name}&KeyType={kind}"
        ));
        let path = self.folder.path().join(format!("{name}.pem"));
        let mut options = std::fs::OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o400)
            .open(&path)
            .expect("a file");
        writeln!(file, "{}", element(&made, "keyMaterial")).expect("written");
        path
    }

    /// Lets everybody in at a port of the default security group.
    pub(crate) fn allow(&self, port: u16) {
        let groups = self.ec2("Action=DescribeSecurityGroups");
        let group = element(&groups, "groupId");
        self.ec2(&format!(
            "Action=AuthorizeSecurityGroupIngress&GroupId={group}&IpPermissions.1.IpProtocol=tcp\
             &IpPermissions.1.FromPort={port}&IpPermissions.1.ToPort={port}\
             &IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0"
        ));
    }

    /// Launches an instance; its id.
    pub(crate) fn launch(&self, key: &str) -> String {
        let head = Self::signed("ssm")
            + "X-Amz-Target: AmazonSSM.GetParameter\r\nContent-Type: application/x-amz-json-1.1\r\n";
        let image = self.send(&head, &json!({ "Name": AL2023 }).to_string());
        let image: Value = serde_json::from_str(&image).expect("JSON");
        let image = image["Parameter"]["Value"].as_str().expect("an image");
        let launched = self.ec2(&format!(
            "Action=RunInstances&MinCount=1&MaxCount=1&InstanceType=t3.small&ImageId={image}&KeyName={key}"
        ));
        element(&launched, "instanceId").to_owned()
    }

    /// What is told of an instance among the doors.
    pub(crate) fn door(&self, id: &str) -> Option<Value> {
        let doors = self.control("GET", "doors", &Value::Null);
        let doors = doors["doors"].as_array().cloned().unwrap_or_default();
        doors.into_iter().find(|door| door["name"] == *id)
    }

    /// Waits until a port of something is open on this computer; where.
    pub(crate) fn opened(&self, name: &str, port: u16) -> SocketAddr {
        let found = soon(|| {
            let door = self.door(name)?;
            let ports = door["ports"].as_array().cloned().unwrap_or_default();
            let at = ports.into_iter().find(|open| open["port"] == port)?;
            at["at"].as_str()?.parse().ok()
        });
        found.unwrap_or_else(|| panic!("port {port} of {name} opens"))
    }

    /// Waits until an instance's sshd is open on this computer, and believes the host key that its console shows.
    pub(crate) fn reach(&self, id: &str) -> Machine {
        let at = self.opened(id, 22);
        let console = soon(|| {
            let said = self.ec2(&format!(
                "Action=GetConsoleOutput&InstanceId={id}&Latest=true"
            ));
            let text = decode(element(&said, "output"));
            let keys = text.split("-----BEGIN SSH HOST KEY KEYS-----\n").nth(1)?;
            keys.lines().next().map(str::to_owned)
        });
        let (host, port) = (at.ip().to_string(), at.port().to_string());
        let name = if port == "22" {
            host.clone()
        } else {
            format!("[{host}]:{port}")
        };
        let line = format!("{name} {}\n", console.expect("the console shows the key"));
        let mut options = std::fs::OpenOptions::new();
        let mut file = options
            .append(true)
            .create(true)
            .open(self.folder.path().join("known_hosts"))
            .expect("a file");
        file.write_all(line.as_bytes()).expect("written");
        Machine {
            id: id.to_owned(),
            host,
            port,
        }
    }

    /// A program of OpenSSH's that believes only known hosts and asks nobody.
    pub(crate) fn openssh(&self, program: &str, machine: &Machine, key: &str) -> Command {
        let mut command = Command::new(program);
        let known = self.folder.path().join("known_hosts");
        let port = if program == "ssh" { "-p" } else { "-P" };
        command
            .args([
                "-F",
                "none",
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=yes",
            ])
            .args(["-o", "IdentitiesOnly=yes", "-o", "ConnectTimeout=3"])
            .arg("-o")
            .arg(format!("UserKnownHostsFile={}", known.display()))
            .arg("-i")
            .arg(self.folder.path().join(format!("{key}.pem")))
            .args([port, &machine.port])
            .current_dir(self.folder.path())
            .env_remove("SSH_AUTH_SOCK");
        command
    }

    /// Runs a command over `ssh` as `ec2-user`, with this input.
    pub(crate) fn ssh(&self, machine: &Machine, key: &str, command: &str, input: &str) -> Output {
        let mut ssh = self.openssh("ssh", machine, key);
        ssh.arg(format!("ec2-user@{}", machine.host)).arg(command);
        with_input(ssh, input)
    }
}

/// Runs a program with an input.
pub(crate) fn with_input(mut command: Command, input: &str) -> Output {
    let piped = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = piped.spawn().expect("OpenSSH is installed");
    let mut stdin = child.stdin.take().expect("an input");
    // A program that reads nothing closes it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

/// The exit code, the output, and the errors of a program.
pub(crate) fn shown(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().unwrap_or(-1);
    (code, text(&output.stdout), text(&output.stderr))
}

/// Looks again until something is there.
pub(crate) fn soon<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let until = Instant::now() + PATIENCE;
    loop {
        match look() {
            None if Instant::now() < until => std::thread::sleep(Duration::from_millis(20)),
            found => return found,
        }
    }
}

/// What stands between the first such tags.
pub(crate) fn element<'a>(body: &'a str, name: &str) -> &'a str {
    let inner = body.split(&format!("<{name}>")).nth(1);
    let inner = inner.unwrap_or_else(|| panic!("{name} in {body}"));
    inner
        .split(&format!("</{name}>"))
        .next()
        .unwrap_or_default()
}

/// The text behind base64.
fn decode(text: &str) -> String {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for digit in text.chars().filter_map(|c| DIGITS.find(c)) {
        bits = (bits << 6 | digit as u32) & 0x00ff_ffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    String::from_utf8(bytes).expect("text")
}
