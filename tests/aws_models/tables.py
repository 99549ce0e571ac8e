"""Records what the AWS command line prints with `--output table`, for the tests of `wire/src/print/table.rs`.

    python3 tests/aws_models/tables.py            # awscli==1.46.3 importable; writes wire/src/print/tables.json

Each case is an answer after `--query`; what is recorded is the output, or the words of the error.
"""

import argparse
import io
import json
import pathlib

from awscli.formatter import TableFormatter

INSTANCE = {
    "InstanceId": "i-0123456789abcdef0",
    "State": {"Code": 16, "Name": "running"},
    "Tags": [{"Key": "Name", "Value": "web"}, {"Key": "app", "Value": "guestbook"}],
    "SecurityGroups": [],
    "EbsOptimized": False,
    "PublicIpAddress": "198.51.100.7",
}
OTHER = {"InstanceId": "i-1", "State": {"Code": 0, "Name": "pending"}, "Tags": [], "KernelId": None}
CASES = [
    {},
    [],
    None,
    "",
    "i-1",
    7,
    ["i-1", "i-2"],
    [["i-1", "running"], ["i-2", "pending"]],
    [["i-1", None], ["i-2", True]],
    [["i-1", ["a", "b"]], ["i-2", ["c", "d"]]],
    [["i-1", "x"], ["i-2"]],
    [{"Name": "a", "Value": "1"}, {"Name": "b"}],
    [{"Name": "one"}],
    {"Name": "one"},
    {"a": 1, "b": 2.5, "c": True},
    {"logGroups": [{"logGroupName": "/paperboat/web", "storedBytes": 0, "retentionInDays": 14}]},
    {"clusterArns": ["arn:aws:ecs:us-east-1:000000000000:cluster/shop"]},
    {"Reservations": [{"ReservationId": "r-1", "Instances": [INSTANCE, OTHER]}]},
    [INSTANCE],
    [INSTANCE, OTHER],
    INSTANCE,
    {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "172.31.0.0/16", "IsDefault": True, "OwnerId": "000000000000", "State": "available", "DhcpOptionsId": "dopt-1"}]},
    {"Vpcs": [{"VpcId": f"vpc-{n}", "CidrBlock": "172.31.0.0/16", "IsDefault": True, "OwnerId": "000000000000", "State": "available", "DhcpOptionsId": "dopt-1"} for n in (1, 2)]},
    {"Titles": {"Inner": {"Deeper": {"Deepest": "x"}}}},
    [{"Name": "mañana", "Value": "año"}, {"Name": "船", "Value": "紙の船"}],
    [{"A": [{"B": [{"C": 1}, {"C": 22}]}]}, {"A": [{"B": []}], "D": "long enough to widen"}],
    {"failures": [], "services": [{"serviceName": "web", "deployments": [{"id": "ecs-svc/1", "status": "PRIMARY"}], "desiredCount": 2}]},
    [{"a": "1", "bb": "22", "ccc": "333", "dddd": "4444"}],
]


def printed(answer):
    out = io.StringIO()
    formatter = TableFormatter(argparse.Namespace(color="off", query=None))
    try:
        formatter._format_response("DescribeThings", answer, out)
    except ValueError as error:
        return {"error": str(error)}
    return {"printed": out.getvalue()}


folder = pathlib.Path(__file__).resolve().parents[2] / "wire/src/print"
rows = [{"answer": answer, **printed(answer)} for answer in CASES]
text = json.dumps(rows, indent=1, ensure_ascii=False)
(folder / "tables.json").write_text(text + "\n", encoding="utf-8")
