//! The chapter as a person types it at home: `aws`, `ssh`, `scp` and `curl`, without any server.

use crate::host::terminal::{Progress, Typed, goes_on};
use crate::testing::world;
use crate::world::World;

/// Somebody at a computer; what was typed and what it led to.
pub(super) struct Person {
    w: World,
    said: String,
}

impl Person {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let mut w = world(Vec::new());
        let files: Vec<_> = files
            .iter()
            .map(|(p, t)| ((*p).to_owned(), (*t).to_owned()))
            .collect();
        w.sit_down(&files);
        Self {
            w,
            said: String::new(),
        }
    }

    /// Types a line, answers `yes` to questions, and waits for its end.
    pub(super) fn types(&mut self, line: &str) -> Typed {
        let prompt = self.w.prompt();
        let host = prompt
            .host
            .map_or(String::new(), |h| format!("{}@{h} ", prompt.user));
        self.said
            .push_str(&format!("{host}{}$ {line}\n", prompt.directory));
        self.w.type_line(self.w.now(), line);
        loop {
            match self.w.typed() {
                Progress::Done(typed) => {
                    self.said.push_str(&typed.screen);
                    return typed;
                }
                Progress::Asks(question) => {
                    self.said.push_str(&format!("{question}yes\n"));
                    self.w.type_line(self.w.now(), "yes");
                }
                Progress::Runs => {
                    let due = self.w.next_at().expect("something is due");
                    self.w.advance(due);
                }
            }
        }
    }

    /// What a line prints, without its line break.
    pub(super) fn out(&mut self, line: &str) -> String {
        let typed = self.types(line);
        assert_eq!(typed.exit_code, 0, "{line}: {}", typed.screen);
        typed.screen.trim_end().to_owned()
    }
}

const LAUNCH: &str = "aws ec2 run-instances --image-id $AMI --instance-type t3.small --key-name mine \
    --security-group-ids $SG --query 'Instances[0].InstanceId' --output text";

/// Types everything up to a machine that runs.
pub(super) fn launched() -> Person {
    let mut person = Person::new(&[("shop/index.html", "hello\n")]);
    person.out(
        "aws ec2 create-key-pair --key-name mine --query KeyMaterial --output text > mine.pem",
    );
    person.out("VPC=$(aws ec2 describe-vpcs --filters Name=is-default,Values=true --query 'Vpcs[0].VpcId' --output text)");
    person.out("SG=$(aws ec2 create-security-group --group-name web --description web --vpc-id $VPC --query GroupId --output text)");
    person.out("aws ec2 authorize-security-group-ingress --group-id $SG --protocol tcp --port 22 --cidr 0.0.0.0/0");
    person.out("AMI=$(aws ssm get-parameter --name /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64 --query Parameter.Value --output text)");
    person.out(&format!("ID=$({LAUNCH})"));
    assert_eq!(person.out("aws ec2 describe-instances --instance-ids $ID --query 'Reservations[].Instances[].State.Name' --output text"), "pending");
    person.out("aws ec2 wait instance-status-ok --instance-ids $ID");
    person.out("IP=$(aws ec2 describe-instances --instance-ids $ID --query 'Reservations[0].Instances[0].PublicIpAddress' --output text)");
    person
}

#[test]
fn a_machine_is_launched_and_used_with_the_commands_of_the_chapter() {
    let mut person = launched();
    let refused = person.types("ssh -i mine.pem ec2-user@$IP whoami");
    assert_eq!(refused.exit_code, 255);
    assert!(
        refused
            .screen
            .contains("Permissions 0644 for 'mine.pem' are too open."),
        "{}",
        refused.screen
    );
    person.out("chmod 400 mine.pem");
    assert_eq!(
        person.out("ssh -i mine.pem ec2-user@$IP whoami"),
        "ec2-user"
    );
    person.out("scp -i mine.pem shop/index.html ec2-user@$IP:");
    person.out("ssh -i mine.pem ec2-user@$IP");
    assert!(
        person.w.prompt().host.is_some(),
        "the next line is typed on the machine"
    );
    assert_eq!(person.out("cat index.html"), "hello");
    person.out("mkdir -p app && cd app");
    assert_eq!(person.out("pwd"), "/home/ec2-user/app");
    person.out("sudo dnf install -y docker && sudo systemctl enable --now docker");
    assert!(
        person
            .types("docker ps")
            .screen
            .contains("permission denied"),
        "{}",
        person.said
    );
    let left = person.types("exit");
    assert!(left.screen.ends_with("closed.\n"), "{left:?}");
    assert!(person.w.prompt().host.is_none());
    person
        .out("scp -i mine.pem ec2-user@$IP:index.html copy.html && cat copy.html | grep -q hello");
    person.out("aws ec2 terminate-instances --instance-ids $ID");
    person.out("aws ec2 wait instance-terminated --instance-ids $ID");
    assert_eq!(
        person
            .types("aws ec2 wait instance-running --instance-ids $ID")
            .exit_code,
        255
    );
    assert!(person.types("exit").closed);
}

#[test]
fn a_shell_on_a_machine_does_not_outlive_it() {
    let mut person = launched();
    person.out("chmod 400 mine.pem; ssh -i mine.pem ec2-user@$IP");
    let mut end = person.types("sudo reboot");
    if person.w.prompt().host.is_some() {
        end = person.types("ls");
    }
    assert_eq!(end.exit_code, 255, "{}", person.said);
    assert!(end.screen.contains("closed"), "{end:?}");
    assert!(person.w.prompt().host.is_none());
}

#[test]
fn what_a_command_wrote_before_its_machine_went_down_has_come() {
    let mut person = launched();
    person.out("chmod 400 mine.pem");
    let end =
        person.types("ssh -i mine.pem ec2-user@$IP 'echo before; sudo reboot; sleep 100; echo no'");
    assert_eq!(end.exit_code, 255, "{end:?}");
    assert!(end.screen.contains("\nbefore\n"), "{end:?}");
    assert!(!end.screen.contains("no\n"), "{end:?}");
}

/// As bash 5.2 shows it to a person, but for the numbers of processes.
#[test]
fn a_command_in_the_background_goes_on_while_others_are_typed() {
    let mut person = Person::new(&[]);
    assert!(person.out("sleep 3 &").starts_with("[1] "));
    assert_eq!(
        person.out("jobs"),
        "[1]+  Running                 sleep 3 &"
    );
    assert_eq!(
        person.out("sleep 5"),
        "[1]+  Done                    sleep 3"
    );
    person.out("sleep 50 &");
    assert_eq!(
        person.out("kill %1"),
        "[1]+  Terminated              sleep 50"
    );
    person.out("bash -c '(sleep 1; echo late) & echo early'");
    assert_eq!(person.out("sleep 2"), "late");
    assert!(
        person
            .out("time sleep 90")
            .starts_with("\nreal\t1m30.000s\n")
    );
    person.out("nohup sh -c 'echo kept' &");
    person.out("sleep 1");
    assert_eq!(person.out("cat nohup.out"), "kept");
    person.out("sleep 7 &");
    assert_eq!(person.out("fg"), "sleep 7");
    assert_eq!(person.types("fg").exit_code, 1);
}

#[test]
fn what_goes_wrong_is_said_as_the_programs_say_it() {
    let mut person = launched();
    for (line, code, said) in [
        (
            "aws ec2 run-instances --image-id ami-0 --instance-type t3.small",
            254,
            "An error occurred (InvalidAMIID.Malformed) when calling the RunInstances operation",
        ),
        (
            "aws ec2 create-vpc --cidr-block 10.0.0.0/16",
            252,
            "paperboat: not modelled: aws ec2 create-vpc",
        ),
        (
            "aws ec2 describe-instances --query 'Reservations['",
            252,
            "Bad value for --query",
        ),
        (
            "aws ec2 describe-instances --region eu-west-1",
            252,
            "not modelled: the region eu-west-1",
        ),
        (
            "ssh -i no.pem ec2-user@$IP true",
            255,
            "Identity file no.pem not accessible: No such file or directory.",
        ),
        (
            "ssh ec2-user@nowhere.example true",
            255,
            "Could not resolve hostname nowhere.example",
        ),
        ("scp mine.pem elsewhere.pem", 1, "not modelled"),
        ("scp none.txt ec2-user@$IP:", 1, "none.txt"),
        ("dnf list", 127, "dnf"),
        ("docker ps none", 1, "accepts no arguments"),
        ("if true", 2, "syntax error"),
        ("curl -s http://$IP/", 28, ""),
    ] {
        let typed = person.types(line);
        assert_eq!(typed.exit_code, code, "{line}: {typed:?}");
        assert!(typed.screen.contains(said), "{line}: {typed:?}");
    }
    // The shell is still there, with what it knew.
    assert!(person.out("echo $ID").starts_with("i-"));
}

/// Held to what aws-cli 1.46.0 printed against the same account behind an endpoint.
#[test]
fn an_answer_is_taken_in_parts() {
    let mut person = Person::new(&[]);
    let subnets = "aws ec2 describe-subnets --query Subnets[].CidrBlock --output text";
    assert_eq!(
        person.out(subnets),
        "172.31.0.0/20\t172.31.16.0/20\t172.31.32.0/20"
    );
    assert_eq!(
        person.out(&format!("{subnets} --page-size 5")),
        "172.31.0.0/20\t172.31.16.0/20\t172.31.32.0/20"
    );
    // The last line of a text says where to go on, and the expression finds nothing in it.
    assert_eq!(
        person.out(&format!("{subnets} --max-items 2")),
        "172.31.0.0/20\t172.31.16.0/20\nNone"
    );
    let token = person.out("aws ec2 describe-subnets --max-items 2 --query NextToken");
    assert_eq!(
        token,
        "\"eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAyfQ==\""
    );
    let rest = format!("{subnets} --max-items 2 --starting-token {token}");
    assert_eq!(person.out(&rest), "172.31.32.0/20");
    for (line, code, said) in [
        (
            "aws ec2 describe-subnets --starting-token nonsense",
            254,
            "(InvalidPaginationToken)",
        ),
        (
            "aws ec2 describe-subnets --max-items x",
            252,
            "argument --max-items: invalid int value: 'x'",
        ),
        (
            "aws ec2 describe-subnets --max-results 5 --max-items 2",
            255,
            "Cannot specify --no-paginate along with pagination arguments: --max-items",
        ),
        (
            "aws sts get-caller-identity --max-items 2",
            252,
            "Unknown options: --max-items",
        ),
        (
            "aws ec2 describe-vpcs --profile nosuch",
            255,
            "The config profile (nosuch) could not be found",
        ),
        (
            "aws ec2 describe-vpcs --generate-cli-skeleton output",
            252,
            "not modelled: aws ec2 describe-vpcs --generate-cli-skeleton output",
        ),
    ] {
        let typed = person.types(line);
        assert_eq!(typed.exit_code, code, "{line}: {typed:?}");
        assert!(typed.screen.contains(said), "{line}: {typed:?}");
    }
    // What an option says goes before what stands in the JSON, wherever it stands.
    let json = r#"--cli-input-json '{"Filters": [{"Name": "nonsense", "Values": ["true"]}]}'"#;
    let filters = "--filters Name=isDefault,Values=true --query 'length(Vpcs)'";
    for line in [format!("{json} {filters}"), format!("{filters} {json}")] {
        assert_eq!(person.out(&format!("aws ec2 describe-vpcs {line}")), "1");
    }
}

#[test]
fn what_a_line_defines_is_there_for_the_next_one() {
    let mut person = Person::new(&[]);
    person.out("greet() { local who=$1; echo \"hello $who\"; }");
    person.out("ports=(80 443)");
    assert_eq!(person.out("greet ${ports[1]}"), "hello 443");
    // What fails in a function leaves nothing local behind.
    person.out("who=me");
    let failed = person.types("fails() { local who=x; echo ${nope:?no}; }; fails");
    assert_eq!(failed.exit_code, 1, "{failed:?}");
    assert_eq!(person.out("echo $who"), "me");
    let typed = person.types("pushd /tmp");
    assert!(typed.screen.contains("not modelled: pushd"), "{typed:?}");
}

#[test]
fn lines_that_more_lines_would_complete_are_known() {
    for (text, open) in [
        ("echo a", false),
        ("echo 'a", true),
        ("for x in 1 2; do", true),
        ("cat > a <<EOF\nb\n", true),
        ("cat > a <<EOF\nb\nEOF\n", false),
        ("echo a \\\n", true),
        ("echo )", false),
        ("echo a &&", true),
        ("if true; then\n echo a\nfi", false),
    ] {
        assert_eq!(goes_on(text), open, "{text:?}");
    }
}
