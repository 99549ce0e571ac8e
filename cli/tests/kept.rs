//! `paperboat serve --state`: whatever was answered is there again, however the program ended.

mod person;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use person::{Person, program};

/// The program, serving; it is killed when this is dropped.
struct Serving {
    child: Child,
    /// What it says, which it can only say as long as somebody may read it.
    _said: BufReader<ChildStdout>,
    address: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(folder: &Path, more: &[&str]) -> Serving {
    let words = [
        &["serve", "--port", "0", "--state", "account.jsonl"][..],
        more,
    ]
    .concat();
    let mut command = program(folder, &words);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it runs");
    let mut said = BufReader::new(child.stdout.take().expect("its output"));
    let address = said
        .by_ref()
        .lines()
        .map_while(Result::ok)
        .find_map(|line| {
            let (_, url) = line.split_once("http://")?;
            Some(url.trim().to_owned())
        });
    let address = address.expect("it says where");
    Serving {
        child,
        _said: said,
        address,
    }
}

/// A client with a connection of its own, of an account.
struct Client {
    stream: TcpStream,
    key: &'static str,
}

impl Client {
    fn to(serving: &Serving, key: &'static str) -> Self {
        let stream = TcpStream::connect(&serving.address).expect("it listens");
        let limit = Some(Duration::from_secs(20));
        stream.set_read_timeout(limit).expect("a time limit");
        Self { stream, key }
    }

    /// Asks EC2; none when the connection ends before the answer.
    fn ec2(&mut self, parameters: &str) -> Option<String> {
        self.asks("ec2", "", &format!("Version=2016-11-15&{parameters}"))
    }

    /// The machine image that the guides name.
    fn image(&mut self) -> String {
        let name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
        let body = format!("{{\"Name\": \"{name}\"}}");
        let said = self.asks("ssm", "X-Amz-Target: AmazonSSM.GetParameter\r\n", &body);
        let said = said.expect("an answer");
        let words = said.split('"').find(|word| word.starts_with("ami-"));
        words.expect("an image").to_owned()
    }

    fn asks(&mut self, service: &str, more: &str, body: &str) -> Option<String> {
        let request = format!(
            "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential={}/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n\
             {more}Content-Length: {}\r\n\r\n{body}",
            self.key,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).ok()?;
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") {
            self.stream.read_exact(&mut byte).ok()?;
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head).to_lowercase();
        let length = head
            .split("content-length: ")
            .nth(1)?
            .split("\r\n")
            .next()?;
        let mut body = vec![0; length.parse().ok()?];
        self.stream.read_exact(&mut body).ok()?;
        String::from_utf8(body).ok()
    }

    fn all(&mut self, look: &str, element: &str) -> Vec<String> {
        let shown = self.ec2(&format!("Action={look}")).expect("an answer");
        let begin = format!("<{element}>");
        let parts = shown.split(&begin).skip(1);
        let mut all: Vec<String> = parts
            .filter_map(|part| part.split("</").next().map(str::to_owned))
            .collect();
        all.sort();
        all
    }
}

#[test]
fn a_kill_under_load_loses_nothing_that_was_answered() {
    let person = Person::new();
    let answered: Mutex<Vec<String>> = Mutex::default();
    for round in 0..4 {
        let mut serving = serve(person.folder(), &[]);
        let before = Client::to(&serving, "k").all("DescribeKeyPairs", "keyName");
        let sure = answered.lock().expect("no panic").clone();
        let lost: Vec<&String> = sure.iter().filter(|name| !before.contains(name)).collect();
        assert_eq!(lost, [""; 0], "round {round}");
        // Each of four clients had at most one request on its way when each round ended.
        assert!(before.len() <= sure.len() + 4 * round, "round {round}");
        let clients: Vec<Client> = (0..4).map(|_| Client::to(&serving, "k")).collect();
        std::thread::scope(|scope| {
            for (number, mut client) in clients.into_iter().enumerate() {
                let answered = &answered;
                scope.spawn(move || {
                    for n in 0.. {
                        let name = format!("k{round}-{number}-{n}");
                        let Some(said) =
                            client.ec2(&format!("Action=CreateKeyPair&KeyName={name}"))
                        else {
                            return;
                        };
                        if said.contains("keyMaterial") {
                            answered.lock().expect("no panic").push(name);
                        }
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(400));
            // On Unix this is SIGKILL.
            serving.child.kill().expect("it is killed");
        });
    }
    let sure = answered.lock().expect("no panic").len();
    assert!(sure > 40, "only {sure} requests were answered");
    println!("{sure} answered requests over 4 kills, none lost");
}

/// Time is kept too: what ran when somebody looked runs when they look again; and each account is its own.
#[test]
fn what_was_seen_is_seen_again_by_its_account() {
    let person = Person::new();
    let (here, there) = ("k", "000011112222");
    let launch = "Action=RunInstances&MinCount=1&MaxCount=1&InstanceType=t3.micro&ImageId=";
    let mut ids = Vec::new();
    {
        let serving = serve(person.folder(), &[]);
        for key in [here, there] {
            let mut client = Client::to(&serving, key);
            let image = client.image();
            client.ec2(&format!("{launch}{image}")).expect("an answer");
            assert_eq!(client.all("DescribeInstances", "name")[0], "pending");
            assert_eq!(client.all("DescribeInstances", "name")[0], "running");
            ids.push(client.all("DescribeInstances", "instanceId"));
        }
    }
    assert_ne!(ids[0], ids[1]);
    let serving = serve(person.folder(), &[]);
    for (key, ids) in [here, there].into_iter().zip(&ids) {
        let mut client = Client::to(&serving, key);
        assert_eq!(client.all("DescribeInstances", "name")[0], "running");
        assert_eq!(client.all("DescribeInstances", "instanceId"), *ids);
        let who = client.asks("sts", "", "Action=GetCallerIdentity&Version=2011-06-15");
        let account = if key == here { "123456789012" } else { key };
        let told = format!("<Account>{account}</Account>");
        assert!(who.is_some_and(|who| who.contains(&told)), "{account}");
    }
}

#[test]
fn a_torn_line_is_left_out_and_another_file_is_refused() {
    let person = Person::new();
    {
        let serving = serve(person.folder(), &[]);
        let mut client = Client::to(&serving, "k");
        for name in ["a", "b"] {
            client
                .ec2(&format!("Action=CreateKeyPair&KeyName={name}"))
                .expect("an answer");
        }
    }
    let file = person.folder().join("account.jsonl");
    let whole = std::fs::read_to_string(&file).expect("a file");
    std::fs::write(&file, &whole[..whole.len() - 9]).expect("cut");
    {
        let serving = serve(person.folder(), &[]);
        let mut client = Client::to(&serving, "k");
        assert_eq!(client.all("DescribeKeyPairs", "keyName"), ["a"]);
    }
    let serve = [
        "serve",
        "--port",
        "0",
        "--lang",
        "en",
        "--state",
        "account.jsonl",
    ];
    let refused = |words: &[&str], reason: &str| {
        let (code, said) = person.types(&[&serve[..], words].concat());
        assert!(code != Some(0) && said.contains(reason), "{code:?}: {said}");
    };
    refused(&["--seed", "2"], "begun with seed 1");
    refused(&["--set", "ec2.status_checks=90"], "begun with seed 1");
    for (text, reason) in [
        (
            whole.replacen("\"served\":1", "\"served\":2", 1),
            "no file of this program's form",
        ),
        (
            whole.replacen("CreateKeyPair", "CreateNothing", 1),
            "record 1",
        ),
        ("{}\n{}\n".to_owned(), "account.jsonl"),
        ("a text\nof lines\n".to_owned(), "account.jsonl"),
    ] {
        std::fs::write(&file, text).expect("written");
        refused(&[], reason);
    }
}
