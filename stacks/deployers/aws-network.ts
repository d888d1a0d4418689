import type { AwsRights } from './aws-places.ts';

const tagging = ['ec2:CreateTags', 'ec2:DeleteTags'];

/** Of `awsRights`, those of networks, and of what is found and balanced in them. */
export const awsNetworkRights: Readonly<Record<string, AwsRights>> = {
  'AWS::EC2::EIP': {
    network: ['ec2:AllocateAddress', 'ec2:AssociateAddress', ...tagging],
    ownNetwork: ['ec2:DisassociateAddress', 'ec2:ReleaseAddress'],
    everything: ['ec2:DescribeAddresses'],
  },
  'AWS::EC2::EgressOnlyInternetGateway': {
    network: ['ec2:CreateEgressOnlyInternetGateway', ...tagging],
    ownNetwork: ['ec2:DeleteEgressOnlyInternetGateway'],
    everything: ['ec2:DescribeEgressOnlyInternetGateways', 'ec2:DescribeTags', 'ec2:DescribeVpcs'],
  },
  'AWS::EC2::FlowLog': {
    network: ['ec2:CreateFlowLogs', ...tagging],
    ownNetwork: ['ec2:DeleteFlowLogs'],
    flowLogsRole: ['iam:PassRole'],
    everything: ['ec2:DescribeFlowLogs', 'ec2:DescribeTags', 'logs:CreateLogDelivery', 'logs:DeleteLogDelivery'],
  },
  'AWS::EC2::InternetGateway': {
    network: ['ec2:CreateInternetGateway', ...tagging],
    ownNetwork: ['ec2:DeleteInternetGateway'],
    everything: ['ec2:DescribeInternetGateways'],
  },
  'AWS::EC2::NatGateway': {
    network: [
      'ec2:AssociateNatGatewayAddress',
      'ec2:CreateNatGateway',
      'ec2:DisassociateNatGatewayAddress',
      ...tagging,
    ],
    ownNetwork: ['ec2:DeleteNatGateway'],
    everything: ['ec2:DescribeNatGateways'],
  },
  'AWS::EC2::Route': {
    network: ['ec2:CreateRoute', 'ec2:ReplaceRoute'],
    ownNetwork: ['ec2:DeleteRoute'],
    everything: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeRouteTables'],
  },
  'AWS::EC2::RouteTable': {
    network: ['ec2:CreateRouteTable', ...tagging],
    ownNetwork: ['ec2:DeleteRouteTable'],
    everything: ['ec2:DescribeRouteTables'],
  },
  'AWS::EC2::SecurityGroup': {
    network: [
      'ec2:AuthorizeSecurityGroupEgress',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:CreateSecurityGroup',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress',
      'ec2:UpdateSecurityGroupRuleDescriptionsEgress',
      'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
      ...tagging,
    ],
    ownNetwork: ['ec2:DeleteSecurityGroup'],
    everything: ['ec2:DescribeInstances', 'ec2:DescribeSecurityGroups'],
  },
  'AWS::EC2::Subnet': {
    network: [
      'ec2:AssociateSubnetCidrBlock',
      'ec2:CreateSubnet',
      'ec2:DisassociateSubnetCidrBlock',
      'ec2:ModifySubnetAttribute',
      ...tagging,
    ],
    ownNetwork: ['ec2:DeleteSubnet'],
    // Fn::GetAZs asks for the zones.
    everything: ['ec2:DescribeAvailabilityZones', 'ec2:DescribeNetworkAcls', 'ec2:DescribeSubnets'],
  },
  'AWS::EC2::SubnetRouteTableAssociation': {
    network: ['ec2:AssociateRouteTable', 'ec2:ReplaceRouteTableAssociation'],
    ownNetwork: ['ec2:DisassociateRouteTable'],
    everything: ['ec2:DescribeRouteTables', 'ec2:DescribeSubnets'],
  },
  'AWS::EC2::VPC': {
    network: ['ec2:CreateVpc', 'ec2:DescribeVpcAttribute', 'ec2:ModifyVpcAttribute', ...tagging],
    ownNetwork: ['ec2:DeleteVpc'],
    everything: [
      'ec2:DescribeNetworkAcls',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeVpcEncryptionControls',
      'ec2:DescribeVpcs',
    ],
  },
  'AWS::EC2::VPCCidrBlock': {
    network: ['ec2:AssociateVpcCidrBlock'],
    ownNetwork: ['ec2:DisassociateVpcCidrBlock'],
    everything: ['ec2:DescribeVpcs'],
  },
  'AWS::EC2::VPCEndpoint': {
    network: ['ec2:CreateVpcEndpoint', 'ec2:ModifyVpcEndpoint', ...tagging],
    ownNetwork: ['ec2:DeleteVpcEndpoints'],
    // Names of endpoints are in private zones, which EC2 makes with the caller's rights.
    zone: ['route53:AssociateVPCWithHostedZone'],
    everything: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcs'],
  },
  'AWS::EC2::VPCGatewayAttachment': {
    network: ['ec2:AttachInternetGateway'],
    ownNetwork: ['ec2:DetachInternetGateway'],
    everything: ['ec2:DescribeInternetGateways', 'ec2:DescribeVpnGateways'],
  },
  'AWS::ElasticLoadBalancingV2::Listener': {
    balancer: [
      'elasticloadbalancing:AddTags',
      'elasticloadbalancing:CreateListener',
      'elasticloadbalancing:DeleteListener',
      'elasticloadbalancing:ModifyListener',
      'elasticloadbalancing:ModifyListenerAttributes',
      'elasticloadbalancing:RemoveTags',
    ],
    everything: [
      'elasticloadbalancing:DescribeListenerAttributes',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeTags',
    ],
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    balancer: [
      'elasticloadbalancing:AddTags',
      'elasticloadbalancing:CreateLoadBalancer',
      'elasticloadbalancing:ModifyLoadBalancerAttributes',
      'elasticloadbalancing:RemoveTags',
      'elasticloadbalancing:SetIpAddressType',
      'elasticloadbalancing:SetSecurityGroups',
      'elasticloadbalancing:SetSubnets',
    ],
    ownBalancer: ['elasticloadbalancing:DeleteLoadBalancer'],
    // The first load balancer of an account makes it (docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-service-linked-roles.html).
    balancerServiceRole: ['iam:CreateServiceLinkedRole'],
    // The API looks at the network with the caller's rights, as AWS's own policy ElasticLoadBalancingFullAccess has it.
    everything: [
      'ec2:DescribeAccountAttributes',
      'ec2:DescribeInternetGateways',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
      'elasticloadbalancing:DescribeCapacityReservation',
      'elasticloadbalancing:DescribeLoadBalancerAttributes',
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeTags',
    ],
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    balancer: [
      'elasticloadbalancing:AddTags',
      'elasticloadbalancing:CreateTargetGroup',
      'elasticloadbalancing:DeregisterTargets',
      'elasticloadbalancing:ModifyTargetGroup',
      'elasticloadbalancing:ModifyTargetGroupAttributes',
      'elasticloadbalancing:RegisterTargets',
      'elasticloadbalancing:RemoveTags',
    ],
    ownBalancer: ['elasticloadbalancing:DeleteTargetGroup'],
    everything: [
      'ec2:DescribeVpcs',
      'elasticloadbalancing:DescribeTags',
      'elasticloadbalancing:DescribeTargetGroupAttributes',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
    ],
  },
  'AWS::Route53::HostedZone': {
    zone: [
      'route53:AssociateVPCWithHostedZone',
      'route53:ChangeTagsForResource',
      'route53:DeleteHostedZone',
      'route53:DisassociateVPCFromHostedZone',
      'route53:GetHostedZone',
      'route53:ListQueryLoggingConfigs',
      'route53:ListTagsForResource',
      'route53:UpdateHostedZoneComment',
      'route53:UpdateHostedZoneFeatures',
    ],
    zoneChange: ['route53:GetChange'],
    everything: ['ec2:DescribeVpcs', 'route53:CreateHostedZone'],
  },
  'AWS::Route53::RecordSet': {
    zone: ['route53:ChangeResourceRecordSets', 'route53:GetHostedZone', 'route53:ListResourceRecordSets'],
    zoneChange: ['route53:GetChange'],
  },
  'AWS::Route53Resolver::FirewallDomainList': {
    dnsFirewall: [
      'route53resolver:CreateFirewallDomainList',
      'route53resolver:DeleteFirewallDomainList',
      'route53resolver:GetFirewallDomainList',
      'route53resolver:ImportFirewallDomains',
      'route53resolver:ListFirewallDomains',
      'route53resolver:ListTagsForResource',
      'route53resolver:TagResource',
      'route53resolver:UntagResource',
      'route53resolver:UpdateFirewallDomains',
    ],
  },
  'AWS::Route53Resolver::FirewallRuleGroup': {
    dnsFirewall: [
      'route53resolver:CreateFirewallRule',
      'route53resolver:CreateFirewallRuleGroup',
      'route53resolver:DeleteFirewallRule',
      'route53resolver:DeleteFirewallRuleGroup',
      'route53resolver:GetFirewallRuleGroup',
      'route53resolver:ListFirewallRules',
      'route53resolver:ListTagsForResource',
      'route53resolver:TagResource',
      'route53resolver:UntagResource',
      'route53resolver:UpdateFirewallRule',
    ],
  },
  'AWS::Route53Resolver::FirewallRuleGroupAssociation': {
    dnsFirewall: [
      'route53resolver:AssociateFirewallRuleGroup',
      'route53resolver:DisassociateFirewallRuleGroup',
      'route53resolver:GetFirewallRuleGroupAssociation',
      'route53resolver:ListTagsForResource',
      'route53resolver:TagResource',
      'route53resolver:UntagResource',
      'route53resolver:UpdateFirewallRuleGroupAssociation',
    ],
    everything: ['ec2:DescribeVpcs'],
  },
};
