//! Machines as their users meet them: command lines in, transcripts out.

mod deploy;
mod login;
mod metadata;
mod programs;
mod registry;
mod scripts;
mod terminal;
mod tools;
mod tutorial;

use paperboat_core::aws::ec2::*;
use paperboat_core::aws::host::{Exec, ExecOutput, Login, Put};
use paperboat_core::aws::secretsmanager::SecretString;
use paperboat_core::aws::ssm::GetParameter;
use paperboat_core::error::CloudError;

use crate::testing::{call, pass, world};
use crate::world::World;

/// A machine with its key and port 22 open, once it can be logged in to.
struct Bench {
    w: World,
    login: Login,
}

impl Bench {
    fn new(ubuntu: bool) -> Self {
        Self::with(ubuntu, "")
    }

    fn with(ubuntu: bool, user_data: &str) -> Self {
        let mut w = world(Vec::new());
        let name = if ubuntu {
            "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id"
        } else {
            "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
        };
        let name = name.to_owned();
        let image_id = call(
            &mut w,
            GetParameter {
                name,
                ..Default::default()
            },
        )
        .unwrap()
        .parameter
        .value;
        let key_name = "boat".to_owned();
        let key = CreateKeyPair {
            key_name: key_name.clone(),
            ..Default::default()
        };
        call(&mut w, key).unwrap();
        let launch = RunInstances {
            image_id,
            instance_type: "t3.small".into(),
            min_count: 1,
            max_count: 1,
            key_name: key_name.clone(),
            user_data: user_data.to_owned(),
            ..Default::default()
        };
        let instance = call(&mut w, launch).unwrap().instances[0].clone();
        let ssh = AuthorizeSecurityGroupIngress {
            group_id: instance.security_groups[0].group_id.clone(),
            ip_permissions: vec![IpPermission {
                ip_protocol: "tcp".into(),
                from_port: Some(22),
                to_port: Some(22),
                ip_ranges: vec![IpRange {
                    cidr_ip: "192.0.2.10/32".into(),
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ..Default::default()
        };
        call(&mut w, ssh).unwrap();
        pass(&mut w, 120);
        let mut bench = Self {
            w,
            login: Login {
                user: if ubuntu { "ubuntu" } else { "ec2-user" }.to_owned(),
                address: None,
                key_name,
                instance_id: instance.instance_id,
            },
        };
        bench.login.address = bench.instance().public_ip_address;
        bench
    }

    fn instance(&mut self) -> Instance {
        let request = DescribeInstances {
            instance_ids: vec![self.login.instance_id.clone()],
            ..Default::default()
        };
        call(&mut self.w, request).unwrap().reservations[0].instances[0].clone()
    }

    /// Sets how many networks the metadata service's answer to a token's request may pass.
    fn hops(&mut self, hops: u32) {
        let modify = ModifyInstanceMetadataOptions {
            instance_id: self.login.instance_id.clone(),
            http_put_response_hop_limit: Some(hops),
            ..Default::default()
        };
        call(&mut self.w, modify).unwrap();
    }

    fn exec(&mut self, command: &str, stdin: &str) -> Result<ExecOutput, CloudError> {
        let request = Exec {
            login: self.login.clone(),
            command: command.to_owned(),
            stdin: SecretString(stdin.to_owned()),
            ..Default::default()
        };
        let output = call(&mut self.w, request);
        self.w.check();
        output
    }

    fn put(&mut self, path: &str, text: &str, mode: &str) -> Result<(), CloudError> {
        let request = Put {
            login: self.login.clone(),
            path: path.to_owned(),
            content: SecretString(text.to_owned()),
            mode: mode.to_owned(),
        };
        call(&mut self.w, request).map(|_| ())
    }

    /// Runs a command line in a new login; its output, errors marked, and its code when it is not 0.
    fn run(&mut self, command: &str) -> String {
        match self.exec(command, "") {
            Ok(output) => shown(&output),
            Err(error) => format!("{}: {}\n", error.code, error.message),
        }
    }

    /// Runs command lines, each in a new login, and shows them with how long each took.
    fn transcript(&mut self, commands: &[&str]) -> String {
        let mut text = String::new();
        for command in commands {
            let before = self.w.now();
            let output = self.run(command);
            let took = (self.w.now() - before).as_secs_f64();
            text.push_str(&format!("$ {command}   # {took:.1} s\n{output}"));
        }
        text
    }
}

fn shown(output: &ExecOutput) -> String {
    let mut text = output.stdout.clone();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str("%\n");
    }
    for line in output.stderr.lines() {
        let line = line.split_once("; known: ").map_or(line, |(line, _)| line);
        text.push_str(&format!("! {line}\n"));
    }
    if output.exit_code != 0 {
        text.push_str(&format!("= {}\n", output.exit_code));
    }
    text
}
