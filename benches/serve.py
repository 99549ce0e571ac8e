#!/usr/bin/env python3
"""What `paperboat serve` takes: time to its first answer, memory, processor time and answers a second.

    python benches/serve.py target/release/paperboat      with boto3 importable, on Linux
"""

import os
import socket
import statistics
import subprocess
import sys
import threading
import time

import boto3

STARTS, READS = 20, 4_000
SIGNED = "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"


def request(service, body, more=""):
    head = f"POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: {SIGNED.format(service)}\r\n{more}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def connect(port):
    made = socket.create_connection(("127.0.0.1", port))
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def ask(connection, asked):
    connection.sendall(asked)
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(1 << 16)
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(1 << 16)
    assert head.startswith(b"HTTP/1.1 200"), head
    return body


def start(port):
    began = time.perf_counter()
    process = subprocess.Popen([sys.argv[1], "serve", "--port", str(port)], stdout=subprocess.DEVNULL)
    while True:
        try:
            connection = connect(port)
            break
        except ConnectionRefusedError:
            pass
    ask(connection, request("sts", "Action=GetCallerIdentity&Version=2011-06-15"))
    return process, (time.perf_counter() - began) * 1e3


def starts():
    wall, processor = [], []
    for n in range(STARTS):
        process, took = start(24_000 + n)
        process.kill()
        used = os.wait4(process.pid, 0)[2]
        process.returncode = -9
        wall.append(took)
        processor.append((used.ru_utime + used.ru_stime) * 1e3)
    for name, all_of_them in ("wall", wall), ("processor", processor):
        median, least, most = statistics.median(all_of_them), min(all_of_them), max(all_of_them)
        print(f"first answer, {name} time: {median:.1f} ms ({least:.1f} to {most:.1f})")


def resident(process):
    text = open(f"/proc/{process.pid}/status").read()
    return f"{int(text.split('VmRSS:')[1].split()[0]) / 1024:.1f} MiB resident"


def used(process):
    fields = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def read(process, port, asked, connections):
    def some(connection):
        for _ in range(READS // connections):
            ask(connection, asked)

    threads = [threading.Thread(target=some, args=(connect(port),)) for _ in range(connections)]
    before, began = used(process), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, processor = time.perf_counter() - began, used(process) - before
    return f"{READS / took:.0f} a second, {processor / READS * 1e6:.0f} us of the server's processor time each"


def account(port):
    """Two instances that passed their checks, and a service of two tasks that is steady."""
    where = {"region_name": "us-east-1", "endpoint_url": f"http://127.0.0.1:{port}"}
    where |= {"aws_access_key_id": "k", "aws_secret_access_key": "k"}
    ec2, ecs, iam, ssm = (boto3.client(name, **where) for name in ("ec2", "ecs", "iam", "ssm"))
    image = ssm.get_parameter(Name="/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
    made = ec2.run_instances(ImageId=image["Parameter"]["Value"], InstanceType="t3.micro", MinCount=2, MaxCount=2)
    ec2.get_waiter("instance_running").wait(InstanceIds=[i["InstanceId"] for i in made["Instances"]])
    ec2.get_waiter("instance_status_ok").wait(InstanceIds=[i["InstanceId"] for i in made["Instances"]])
    trust = '{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}'
    trust = f'{{"Version":"2012-10-17","Statement":[{trust}]}}'
    role = iam.create_role(RoleName="execution", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    ecs.create_cluster(clusterName="c")
    container = {"name": "web", "image": "nginx:1.27", "portMappings": [{"containerPort": 80}]}
    size = {"cpu": "256", "memory": "512", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"]}
    ecs.register_task_definition(family="web", executionRoleArn=role, containerDefinitions=[container], **size)
    subnets = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]][:2]
    network = {"awsvpcConfiguration": {"subnets": subnets, "assignPublicIp": "ENABLED"}}
    service = {"cluster": "c", "serviceName": "web", "taskDefinition": "web", "launchType": "FARGATE"}
    ecs.create_service(**service, desiredCount=2, networkConfiguration=network)
    ecs.get_waiter("services_stable").wait(cluster="c", services=["web"])


def main():
    starts()
    port = 24_100
    process, _ = start(port)
    print("after the first answer:", resident(process))
    account(port)
    print("after the account was made:", resident(process))
    target = "X-Amz-Target: AmazonEC2ContainerServiceV20141113.DescribeServices\r\n"
    looks = {
        "DescribeInstances": request("ec2", "Action=DescribeInstances&Version=2016-11-15"),
        "DescribeServices": request("ecs", '{"cluster":"c","services":["web"]}', target),
    }
    for name, look in looks.items():
        size = len(ask(connect(port), look))
        for connections in 1, 8:
            print(f"{name} ({size} bytes), {connections} connections:", read(process, port, look, connections))
    print(f"after {4 * READS} reads:", resident(process))
    process.kill()


main()
