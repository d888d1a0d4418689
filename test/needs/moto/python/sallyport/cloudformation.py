"""Teaches moto's CloudFormation the types that it skips.

Each type goes through the API of moto that is there, so that what CloudFormation made is found by API calls too. A property that
is not known here is an error, as is a change to a resource that must stay.
"""

import re
import uuid

from moto.awslambda.models import lambda_backends
from moto.awslambda.policy import Policy
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import Stack
from moto.cloudformation.utils import get_stack_from_s3_url
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.common_models import CloudFormationModel
from moto.iam.models import iam_backends
from moto.logs.models import logs_backends
from moto.scheduler.models import scheduler_backends
from moto.secretsmanager.models import secretsmanager_backends


class Made:
    """What CloudFormation needs to know of a resource: its id and its attributes. moto wants its own class beside it in the bases."""

    known: frozenset = frozenset()

    def __init__(self, resource_id, attributes):
        self.physical_resource_id = resource_id
        self.attributes = attributes

    @staticmethod
    def cloudformation_name_type():
        return ""

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    def get_cfn_attribute(self, name):
        if name not in self.attributes:
            raise ValidationError(message=f"Requested attribute {name} does not exist")
        return self.attributes[name]

    @classmethod
    def create_from_cloudformation_json(cls, name, resource, account_id, region, **kwargs):
        properties = resource["Properties"]
        unknown = set(properties) - cls.known
        if unknown:
            raise ValidationError(message=f"Encountered unsupported properties {sorted(unknown)}")
        made = cls(*cls.make(properties, account_id, region))
        made.properties = properties
        return made

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        if cloudformation_json["Properties"] != original_resource.properties:
            raise ValidationError(message=f"this {cls.cloudformation_type()} must not change")
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, name, resource, account_id, region):
        pass


class LambdaUrl(Made, CloudFormationModel):
    known = frozenset({"AuthType", "InvokeMode", "TargetFunctionArn"})

    @staticmethod
    def cloudformation_type():
        return "AWS::Lambda::Url"

    @staticmethod
    def make(properties, account_id, region):
        arn = properties["TargetFunctionArn"]
        url = lambda_backends[account_id][region].create_function_url_config(arn, properties).url
        # The real attribute ends with a slash; moto leaves it out.
        return arn, {"FunctionArn": arn, "FunctionUrl": f"{url}/"}


class SecretsManagerSecret(Made, CloudFormationModel):
    known = frozenset({"Name", "Description", "SecretString", "Tags"})

    @staticmethod
    def cloudformation_type():
        return "AWS::SecretsManager::Secret"

    @staticmethod
    def make(properties, account_id, region):
        backend = secretsmanager_backends[account_id][region]
        backend.create_secret(
            name=properties["Name"],
            # Without one it is a secret that has no value yet.
            secret_string=properties.get("SecretString"),
            secret_binary=None,
            description=properties["Description"],
            tags=properties.get("Tags", []),
            kms_key_id=None,
            client_request_token=str(uuid.uuid4()),
            replica_regions=[],
            force_overwrite=False,
        )
        arn = backend.describe_secret(properties["Name"]).arn
        return arn, {"Id": arn}


class IamOidcProvider(Made, CloudFormationModel):
    known = frozenset({"Url", "ClientIdList", "Tags"})

    @staticmethod
    def cloudformation_type():
        return "AWS::IAM::OIDCProvider"

    @staticmethod
    def make(properties, account_id, region):
        arn = (
            iam_backends[account_id]["aws"]
            .create_open_id_connect_provider(
                properties["Url"], [], properties["ClientIdList"], properties.get("Tags", [])
            )
            .arn
        )
        return arn, {"Arn": arn}


class MetricFilter(Made, CloudFormationModel):
    known = frozenset({"FilterPattern", "LogGroupName", "MetricTransformations"})

    @staticmethod
    def cloudformation_type():
        return "AWS::Logs::MetricFilter"

    @staticmethod
    def make(properties, account_id, region):
        name = f"filter-{uuid.uuid4()}"
        transformations = [
            {
                "metricName": each["MetricName"],
                "metricNamespace": each["MetricNamespace"],
                "metricValue": each["MetricValue"],
                "unit": each["Unit"],
                "dimensions": {dimension["Key"]: dimension["Value"] for dimension in each["Dimensions"]},
            }
            for each in properties["MetricTransformations"]
        ]
        logs_backends[account_id][region].put_metric_filter(
            name, properties["FilterPattern"], properties["LogGroupName"], transformations
        )
        return name, {}


class Alarm(Made, CloudFormationModel):
    known = frozenset(
        {
            "AlarmActions",
            "AlarmDescription",
            "AlarmName",
            "ComparisonOperator",
            "Dimensions",
            "EvaluationPeriods",
            "MetricName",
            "Namespace",
            "Period",
            "Statistic",
            "Tags",
            "Threshold",
            "TreatMissingData",
        }
    )

    @staticmethod
    def cloudformation_type():
        return "AWS::CloudWatch::Alarm"

    @staticmethod
    def make(properties, account_id, region):
        alarm = cloudwatch_backends[account_id][region].put_metric_alarm(
            name=properties["AlarmName"],
            namespace=properties["Namespace"],
            metric_name=properties["MetricName"],
            comparison_operator=properties["ComparisonOperator"],
            evaluation_periods=properties["EvaluationPeriods"],
            period=properties["Period"],
            threshold=properties["Threshold"],
            statistic=properties["Statistic"],
            description=properties["AlarmDescription"],
            dimensions=properties["Dimensions"],
            # One that is a part of another tells nobody.
            alarm_actions=properties.get("AlarmActions", []),
            treat_missing_data=properties["TreatMissingData"],
        )
        return properties["AlarmName"], {"Arn": alarm.alarm_arn}


class CompositeAlarm(Made, CloudFormationModel):
    known = frozenset({"AlarmActions", "AlarmDescription", "AlarmName", "AlarmRule", "Tags"})

    @staticmethod
    def cloudformation_type():
        return "AWS::CloudWatch::CompositeAlarm"

    @staticmethod
    def make(properties, account_id, region):
        backend = cloudwatch_backends[account_id][region]
        named = set(re.findall(r'"([^"]+)"', properties["AlarmRule"]))
        unknown = named - set(backend.alarms)
        if unknown:
            raise ValidationError(message=f"the rule names alarms that are not there: {sorted(unknown)}")
        alarm = backend.put_metric_alarm(
            name=properties["AlarmName"],
            namespace=None,
            metric_name=None,
            comparison_operator=None,
            evaluation_periods=None,
            period=None,
            threshold=None,
            statistic=None,
            description=properties["AlarmDescription"],
            dimensions=[],
            alarm_actions=properties["AlarmActions"],
            rule=properties["AlarmRule"],
        )
        return properties["AlarmName"], {"Arn": alarm.alarm_arn}


class ScheduleGroup(Made, CloudFormationModel):
    known = frozenset({"Name", "Tags"})

    @staticmethod
    def cloudformation_type():
        return "AWS::Scheduler::ScheduleGroup"

    @staticmethod
    def make(properties, account_id, region):
        name = properties["Name"]
        group = scheduler_backends[account_id][region].create_schedule_group(name, properties.get("Tags", []))
        return name, {"Arn": group.arn}


class Schedule(Made, CloudFormationModel):
    known = frozenset(
        {
            "Description",
            "FlexibleTimeWindow",
            "GroupName",
            "Name",
            "ScheduleExpression",
            "ScheduleExpressionTimezone",
            "Target",
        }
    )

    @staticmethod
    def cloudformation_type():
        return "AWS::Scheduler::Schedule"

    @staticmethod
    def make(properties, account_id, region):
        backend = scheduler_backends[account_id][region]
        if properties["GroupName"] not in backend.schedule_groups:
            raise ValidationError(message=f"Schedule group {properties['GroupName']} does not exist")
        schedule = backend.create_schedule(
            description=properties["Description"],
            end_date=None,
            flexible_time_window=properties["FlexibleTimeWindow"],
            group_name=properties["GroupName"],
            kms_key_arn=None,
            name=properties["Name"],
            schedule_expression=properties["ScheduleExpression"],
            schedule_expression_timezone=properties["ScheduleExpressionTimezone"],
            start_date=None,
            state="ENABLED",
            target=properties["Target"],
            action_after_completion=None,
        )
        return properties["Name"], {"Arn": schedule.arn}


class EventInvokeConfig(Made, CloudFormationModel):
    known = frozenset(
        {"DestinationConfig", "FunctionName", "MaximumEventAgeInSeconds", "MaximumRetryAttempts", "Qualifier"}
    )

    @staticmethod
    def cloudformation_type():
        return "AWS::Lambda::EventInvokeConfig"

    @staticmethod
    def make(properties, account_id, region):
        config = {key: value for key, value in properties.items() if key not in ("FunctionName", "Qualifier")}
        name = properties["FunctionName"]
        lambda_backends[account_id][region].put_function_event_invoke_config(name, config)
        return f"{name}|{properties['Qualifier']}", {}


def stack_attribute(stack, name):
    """Fn::GetAtt Outputs.<name> of a nested stack, which moto does not have."""
    for output in stack.output_map.values():
        if output and name == f"Outputs.{output.key}":
            return output.value
    raise ValidationError(message=f"Requested attribute {name} does not exist")


def update_stack(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    """Updates a nested stack in place; moto would delete it with all that it holds."""
    properties = cloudformation_json["Properties"]
    template = get_stack_from_s3_url(properties["TemplateURL"], account_id=account_id, partition="aws")
    original_resource.update(template, parameters=properties.get("Parameters", {}))
    return original_resource


Stack.get_cfn_attribute = stack_attribute
Stack.update_from_cloudformation_json = classmethod(update_stack)


def lambda_statement(decode):
    """The statement that Lambda writes for a permission: moto leaves what it does not know as it was sent."""

    def decoded(self, sent):
        auth_type = sent.pop("FunctionUrlAuthType", None)
        via_url = sent.pop("InvokedViaFunctionUrl", None)
        sent.pop("FunctionName", None)
        policy = decode(self, sent)
        conditions = {}
        if auth_type is not None:
            conditions["StringEquals"] = {"lambda:FunctionUrlAuthType": auth_type}
        if via_url is not None:
            conditions["Bool"] = {"lambda:InvokedViaFunctionUrl": str(via_url).lower()}
        if conditions:
            sent["Condition"] = {**sent.get("Condition", {}), **conditions}
        principal = sent.get("Principal")
        if isinstance(principal, str) and principal.startswith("arn:"):
            sent["Principal"] = {"AWS": principal}
        if isinstance(principal, str) and principal.isdigit():
            sent["Principal"] = {"AWS": f"arn:aws:iam::{principal}:root"}
        return policy

    return decoded


Policy.decode_policy = lambda_statement(Policy.decode_policy)
