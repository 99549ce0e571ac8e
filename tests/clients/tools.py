#!/usr/bin/env python3
"""Deployment tools that others wrote, against our endpoint: ecs-deploy and Ansible's amazon.aws.

    target/emulators/tools/bin/python tests/clients/tools.py http://127.0.0.1:4566
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = pathlib.Path(sys.executable).parent
os.environ |= {
    "AWS_ENDPOINT_URL": sys.argv[1],
    "AWS_ACCESS_KEY_ID": "paperboat",
    "AWS_SECRET_ACCESS_KEY": "paperboat",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}

import boto3

ec2, ecs, iam, ssm = (boto3.client(name) for name in ("ec2", "ecs", "iam", "ssm"))


def service():
    """A service of two tasks that is steady."""
    trust = '{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}'
    trust = f'{{"Version":"2012-10-17","Statement":[{trust}]}}'
    role = iam.create_role(RoleName="execution", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    ecs.create_cluster(clusterName="c")
    container = {"name": "web", "image": "nginx:1.27", "portMappings": [{"containerPort": 80}]}
    size = {"cpu": "256", "memory": "512", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"]}
    ecs.register_task_definition(family="web", executionRoleArn=role, containerDefinitions=[container], **size)
    subnets = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]][:2]
    network = {"awsvpcConfiguration": {"subnets": subnets, "assignPublicIp": "ENABLED"}}
    made = {"cluster": "c", "serviceName": "web", "taskDefinition": "web", "launchType": "FARGATE", "desiredCount": 2}
    ecs.create_service(**made, networkConfiguration=network)
    ecs.get_waiter("services_stable").wait(cluster="c", services=["web"])


def runs(count, revision):
    shown = ecs.describe_services(cluster="c", services=["web"])["services"][0]
    assert (shown["runningCount"], shown["taskDefinition"][-5:]) == (count, f"web:{revision}"), shown


def typed(code, *words):
    done = subprocess.run([PROGRAMS / words[0], *words[1:]], capture_output=True, text=True)
    assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def ecs_deploy():
    service()
    said = typed(0, "ecs", "deploy", "c", "web", "--image", "web", "nginx:1.28", "--timeout", "120")
    assert "Deployment successful" in said, said
    runs(2, 2)
    typed(0, "ecs", "scale", "c", "web", "3")
    runs(3, 2)
    said = typed(1, "ecs", "deploy", "c", "web", "--image", "web", "nginx:no-such", "--timeout", "120", "--rollback")
    assert "unable to consistently start tasks" in said and "has been rolled back" in said, said
    runs(3, 2)


def instance():
    """An instance that runs."""
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    image = ssm.get_parameter(Name=name)["Parameter"]["Value"]
    made = ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1)["Instances"][0]
    ec2.get_waiter("instance_running").wait(InstanceIds=[made["InstanceId"]])
    return made["InstanceId"]


def ansible():
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"ANSIBLE_HOME": home, "ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false"}
        told = f"ansible_python_interpreter={sys.executable} instance={instance()}"
        typed(0, "ansible-playbook", "-e", told, str(HERE / "machine.yml"))
    left = [i["State"]["Name"] for r in ec2.describe_instances()["Reservations"] for i in r["Instances"]]
    assert left == ["terminated"], left
    assert ec2.describe_key_pairs()["KeyPairs"] == []
    assert [g["GroupName"] for g in ec2.describe_security_groups()["SecurityGroups"]] == ["default"]


def main():
    for tool in ecs_deploy, ansible:
        began = time.monotonic()
        tool()
        print(f"{tool.__name__}: {time.monotonic() - began:.1f} s")


main()
