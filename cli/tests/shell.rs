//! `paperboat shell`: lines from a file and from standard input, in both forms, with the powers of a simulated world.

mod person;

use person::typed;

#[test]
fn lines_change_the_world_and_can_be_taken_back() {
    let (code, said, _) = typed(
        &[],
        "aws ec2 create-key-pair --key-name mine --query KeyName --output text\n\
         undo\n\
         aws ec2 describe-key-pairs --query 'KeyPairs[].KeyName' --output json\n\
         cat > a.txt <<EOF\n\
         one\n\
         EOF\n\
         wc -l < a.txt\n\
         advance 1h\n\
         date +%H\n\
         events 1\n\
         undo 99\n\
         history\n",
    );
    assert_eq!(code, 0, "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines.contains(&"mine") && lines.contains(&"[]"), "{said}");
    assert!(said.contains("wc -l < a.txt\n1\n"), "{said}");
    assert!(said.contains("date +%H\n01\n"), "{said}");
    assert!(said.contains("shell:Line date +%H"), "{said}");
    assert!(said.contains("5 lines can be taken back"), "{said}");
}

#[test]
fn a_world_is_forked_and_both_go_on_by_themselves() {
    let (code, said, _) = typed(
        &[],
        "aws ec2 create-key-pair --key-name first --query KeyName --output text\n\
         fork other\n\
         aws ec2 create-key-pair --key-name second --query KeyName --output text\n\
         advance 1h\n\
         switch main\n\
         aws ec2 describe-key-pairs --query 'KeyPairs[].KeyName' --output text\n\
         date +%H\n\
         fork other\n\
         switch nowhere\n\
         switch other\n\
         aws ec2 describe-key-pairs --query 'KeyPairs[].KeyName' --output text\n\
         undo 3\n\
         worlds\n",
    );
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("this is other now, a copy of main"), "{said}");
    assert!(
        said.contains("other $ aws") || said.contains(" other ~ $ aws"),
        "{said}"
    );
    assert!(said.contains("--output text\nfirst\n"), "{said}");
    assert!(said.contains("--output text\nfirst\tsecond\n"), "{said}");
    assert!(said.contains("date +%H\n00\n"), "{said}");
    assert!(said.contains("a world called other already"), "{said}");
    assert!(said.contains("no world called nowhere"), "{said}");
    // Taken back in one, nothing changes in the other.
    assert!(said.ends_with("other 00:00:00\nmain 00:00:00\n"), "{said}");
}

#[test]
fn the_last_exit_code_is_the_programs() {
    assert_eq!(typed(&[], "false\ntrue\n").0, 0);
    assert_eq!(typed(&[], "aws s3 ls\n").0, 252);
    assert_eq!(typed(&[], "true\nexit 7\necho not reached\n").0, 7);
    assert_eq!(
        typed(&["-s", "ec2"], "").0,
        2,
        "a plan needs an application"
    );
    let (code, _, error) = typed(&["--script", "none.txt"], "");
    assert_eq!(code, 3);
    assert!(error.contains("none.txt"), "{error}");
}

#[test]
fn what_is_wrong_with_a_word_of_ours_is_named() {
    for (line, code, words) in [
        ("advance x", 2, "at most 31 days, not x: advance 90s"),
        ("advance", 2, "needs a time: advance 90s"),
        ("undo 0", 2, "a whole number from 1 on, not 0: undo 3"),
        ("fork \"\"", 2, "and is not \"\": fork other"),
        ("switch", 2, "switch needs the name of a world"),
        ("switch main", 1, "this is main already"),
        ("undo 3", 1, "0 lines can be taken back"),
        ("worlds all", 2, "worlds does not take all"),
        ("worlds", 0, "main 00:00:00"),
    ] {
        let (ended, said, _) = typed(&[], line);
        assert_eq!(ended, code, "{line}: {said}");
        assert!(said.contains(words), "{line}: {said}");
    }
}

/// As bash 5.2 does where somebody types: it says what is missing, and goes on with the next line where it can.
#[test]
fn what_is_not_finished_is_said() {
    for (lines, code, words) in [
        (
            "echo \"oops\n",
            2,
            "bash: unexpected EOF while looking for matching `\"'",
        ),
        (
            "echo a\nif true; then\n",
            2,
            "bash: syntax error: unexpected end of file",
        ),
        (
            "f() {\necho a",
            2,
            "bash: syntax error: unexpected end of file",
        ),
        (
            "for\necho b\n",
            0,
            "bash: syntax error near unexpected token `newline'\n00:00:00 ~ $ echo b\nb\n",
        ),
        (
            "cat <<E\nhi",
            0,
            "delimited by end-of-file (wanted `E')\nhi\n",
        ),
    ] {
        let (ended, said, _) = typed(&[], lines);
        assert_eq!(ended, code, "{lines}: {said}");
        assert!(said.contains(words), "{lines}: {said}");
    }
}

#[test]
fn a_line_is_an_object_under_json() {
    let (_, said, _) = typed(&["--json"], "echo a; ls none\n");
    let line: serde_json::Value = serde_json::from_str(said.trim()).expect("an object");
    assert_eq!(line["exitCode"], 2);
    let screen = line["screen"].as_str().expect("a text");
    assert!(screen.starts_with("a\nls: "), "{screen}");
}

#[test]
fn the_applications_folder_is_at_hand_and_next_shows_the_plan() {
    let example = person::examples().join("guestbook");
    let example = example.to_str().expect("a path");
    let (code, said, _) = typed(&[example, "-s", "ec2"], "ls\nnext\nhelp\nfault reboo\n");
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("compose.yaml"), "{said}");
    assert!(said.contains("next\naws "), "{said}");
    assert!(said.contains("undo [N]"), "{said}");
}

/// As `findings/aws-cli-text-output-answers-a-query-page-by-page.sh` records it: ECS lists ten services a page.
#[test]
fn text_answers_a_query_page_by_page_and_the_rest_all_at_once() {
    let (code, said, _) = typed(
        &[],
        "aws ecs create-cluster --cluster-name c --query cluster.status\n\
         aws ecs register-task-definition --family f --network-mode awsvpc --requires-compatibilities FARGATE --cpu 256 --memory 512 --container-definitions '[{\"name\":\"a\",\"image\":\"nginx:1.27\"}]' --query taskDefinition.revision\n\
         NET=$(aws ec2 describe-subnets --query 'Subnets[0].SubnetId' --output text)\n\
         for n in 1 2 3 4 5 6 7 8 9 10 11 12; do aws ecs create-service --cluster c --service-name s$n --task-definition f --desired-count 0 --launch-type FARGATE --network-configuration \"awsvpcConfiguration={subnets=[$NET]}\" --query service.status; done\n\
         aws ecs list-services --cluster c --query 'length(serviceArns)' --output text\n\
         aws ecs list-services --cluster c --query 'length(serviceArns)' --output json\n\
         aws ecs list-services --cluster c --query '[length(serviceArns)]' --output table\n",
    );
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("--output text\n10\n2\n"), "{said}");
    assert!(said.contains("--output json\n12\n"), "{said}");
    assert!(
        said.contains("|ListServices|\n+------------+\n|  12        |\n"),
        "{said}"
    );
}

/// As bash does it: a quote that a backslash keeps inside double quotes stands beside what is expanded there.
#[test]
fn a_text_with_quotes_of_its_own_holds_variables() {
    let (code, said, _) = typed(
        &[],
        "R=app:1\n\
         echo \"[{\\\"image\\\":\\\"$R\\\"}]\"\n\
         echo \"\\\"${N:-none}\\\" \\$R \\\\$R \\n\"\n",
    );
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("\n[{\"image\":\"app:1\"}]\n"), "{said}");
    assert!(said.contains("\n\"none\" $R \\app:1 \\n\n"), "{said}");
}

#[test]
fn logs_are_read_by_their_time_as_the_command_line_counts_it() {
    let script = r#"aws logs create-log-group --log-group-name /ecs/web
aws iam create-role --role-name ex --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}' --query Role.RoleName
aws iam attach-role-policy --role-name ex --policy-arn arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
sleep 60
aws ecs create-cluster --cluster-name c --query cluster.status
aws ecs register-task-definition --family web --network-mode awsvpc --requires-compatibilities FARGATE --cpu 256 --memory 512 --execution-role-arn arn:aws:iam::123456789012:role/ex --container-definitions '[{"name":"web","image":"nginx:1.27","logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/web","awslogs-region":"us-east-1","awslogs-stream-prefix":"web"}}}]' --query taskDefinition.status
SUBNET=$(aws ec2 describe-subnets --query 'Subnets[0].SubnetId' --output text)
TASK=$(aws ecs run-task --cluster c --launch-type FARGATE --task-definition web --network-configuration "awsvpcConfiguration={subnets=[$SUBNET],assignPublicIp=ENABLED}" --query 'tasks[0].taskArn' --output text)
aws ecs wait tasks-running --cluster c --tasks $TASK
sleep 60
echo "lines of ten minutes: $(aws logs tail /ecs/web | wc -l), of a second: $(aws logs tail --since 1s --region us-east-1 /ecs/web | wc -l)"
AT=$(aws logs filter-log-events --log-group-name /ecs/web --query 'events[0].timestamp' --output text)
echo "since 1970: ${#AT} digits"
echo "from then on: $(aws logs filter-log-events --log-group-name /ecs/web --start-time $AT --query 'length(events)')"
echo "after that: $(aws logs filter-log-events --log-group-name /ecs/web --start-time $((AT + 1)) --query 'length(events)')"
aws logs tail /ecs/web --format short
aws logs tail /ecs/web --follow
aws logs tail /ecs/web --since yesterday
aws logs tail
"#;
    let (_, out, errors) = typed(&[], script);
    let said = out + &errors;
    for line in [
        "lines of ten minutes: 1, of a second: 0",
        "since 1970: 13 digits",
        "from then on: 1",
        "after that: 0",
        "[notice] 1#1: start worker processes",
        "paperboat: not modelled: aws logs tail --follow: it ends only when somebody stops it",
        "paperboat: not modelled: aws logs tail --since yesterday; known: 30s, 10m, 2h, 1d, 1w and the like",
        "aws: error: the following arguments are required: group_name",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
}
