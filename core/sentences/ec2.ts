import { defineSentences } from './sentence';

/** Instances on EC2: what Amazon says, in the words of the fleet. */
export const ec2Words = defineSentences('ec2', {
  noCapacity: ['Amazon has no {type} for us now.', 'Amazon 目前没有可用的 {type}。'],
  noCapacityIn: ['Amazon has no {type} for us now, in {zones:list}.', 'Amazon 目前在 {zones:list} 没有可用的 {type}。'],
  otherTypes: [
    'It is tried again by itself. Allow further types (AIMASS_EC2_INSTANCE_TYPES, joined with +) or subnets in further zones (AIMASS_EC2_SUBNETS).',
    '系统会自动重试。可允许更多类型（AIMASS_EC2_INSTANCE_TYPES，用 + 连接）或更多可用区的子网（AIMASS_EC2_SUBNETS）。',
  ],
  quota: ['The AWS account may run no more of these instances ({said}).', 'AWS 账户不能再运行更多此类实例（{said}）。'],
  raiseQuota: [
    'Raise the quota "Running On-Demand Standard instances" or "All Standard Spot Instance Requests" in Service Quotas, or stop an endpoint.',
    '请在 Service Quotas 中提高 "Running On-Demand Standard instances" 或 "All Standard Spot Instance Requests" 配额，或停止一个端点。',
  ],
  capReached: [
    'This installation may run {most:count:instance} and has {has:number}; another is wanted.',
    '此安装最多可运行 {most:number} 个实例，现有 {has:number} 个，还需要一个。',
  ],
  raiseCap: ['Stop an endpoint, or raise AIMASS_EC2_INSTANCES_MAX.', '请停止一个端点，或提高 AIMASS_EC2_INSTANCES_MAX。'],
  aboveGroupMax: ['The Auto Scaling group is limited to fewer instances than are wanted.', 'Auto Scaling 组的上限小于所需实例数。'],
  groupMaxRestored: ['Nothing to do: its limit is set again at the next try.', '无需操作：下次重试时会重新设置其上限。'],
  throttled: ['Amazon asks for fewer calls ({said}).', 'Amazon 要求减少调用（{said}）。'],
  waitsItself: ['Nothing to do: it waits and tries again.', '无需操作：系统会等待并重试。'],
  unreachable: ['{service} does not answer ({said}).', '{service} 没有响应（{said}）。'],
  lookAtNetwork: [
    'Look at AWS_REGION, AWS_ENDPOINT_URL_EC2 and AWS_ENDPOINT_URL_AUTO_SCALING, and whether this machine reaches them.',
    '请检查 AWS_REGION、AWS_ENDPOINT_URL_EC2 和 AWS_ENDPOINT_URL_AUTO_SCALING，以及此机器能否访问它们。',
  ],
  denied: ['The role may not do {permission}.', '该角色没有 {permission} 权限。'],
  deniedMany: ['The role may not do {permissions:list}.', '该角色没有以下权限：{permissions:list}。'],
  addPermission: ['Allow {permission} as deploy/iam-policy.json has it.', '请按 deploy/iam-policy.json 允许 {permission}。'],
  addPermissions: ['Allow {permissions:list} as deploy/iam-policy.json has them.', '请按 deploy/iam-policy.json 允许 {permissions:list}。'],
  noCredentials: ['No AWS credentials were found, or they are not valid ({said}).', '未找到 AWS 凭证，或凭证无效（{said}）。'],
  giveCredentials: [
    'Run on a machine with an instance profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    '请在带有实例配置文件的机器上运行，或设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY。',
  ],
  badImage: ['Amazon does not know the image ({said}).', 'Amazon 不认识该镜像（{said}）。'],
  correctImage: [
    'Set AIMASS_EC2_AMI to an image of this region and account, or to resolve:ssm: and a parameter that names one.',
    '请将 AIMASS_EC2_AMI 设为此区域和账户中的镜像，或设为 resolve:ssm: 加上指向镜像的参数。',
  ],
  badSubnet: ['Amazon does not know a subnet ({said}).', 'Amazon 不认识某个子网（{said}）。'],
  correctSubnet: ['Set AIMASS_EC2_SUBNETS to subnets of one VPC in this region.', '请将 AIMASS_EC2_SUBNETS 设为此区域同一 VPC 中的子网。'],
  badSecurityGroup: ['Amazon does not know a security group ({said}).', 'Amazon 不认识某个安全组（{said}）。'],
  correctSecurityGroup: ['Set AIMASS_EC2_SECURITY_GROUPS to groups of the VPC of the subnets.', '请将 AIMASS_EC2_SECURITY_GROUPS 设为子网所属 VPC 的安全组。'],
  badProfile: ['Amazon does not know the instance profile ({said}).', 'Amazon 不认识该实例配置文件（{said}）。'],
  correctProfile: [
    'Set AIMASS_EC2_INSTANCE_PROFILE to the name of an instance profile of this account.',
    '请将 AIMASS_EC2_INSTANCE_PROFILE 设为此账户的实例配置文件名称。',
  ],
  badType: ['Amazon has no instance type {type} here ({said}).', 'Amazon 在此处没有实例类型 {type}（{said}）。'],
  typeNotAllowed: ['The instance type {type} is not among those allowed.', '实例类型 {type} 不在允许范围内。'],
  allowType: ['Choose one of {types:list}, or add it to AIMASS_EC2_INSTANCE_TYPES.', '请选择 {types:list} 之一，或将其加入 AIMASS_EC2_INSTANCE_TYPES。'],
  notVisible: ['Amazon does not show yet what was just made ({said}).', 'Amazon 尚未显示刚创建的资源（{said}）。'],
  refused: ['{service} refused {action}: {said}', '{service} 拒绝了 {action}：{said}'],
  readMessage: ['Read what it says; the fleet tries again by itself.', '请查看其说明；实例池会自动重试。'],
  groupGoing: ['The Auto Scaling group of before is still going away.', '之前的 Auto Scaling 组仍在删除中。'],
  spotTaken: ['Amazon took the spot instance back', 'Amazon 收回了竞价实例'],
  endedByPerson: ['it was ended from outside ({said})', '它被外部终止（{said}）'],
  endedItself: ['it shut itself down', '它自行关闭了'],
  endedAtAmazon: ['Amazon ended it ({said})', 'Amazon 终止了它（{said}）'],
  halted: ['it was stopped from outside', '它被外部停止'],
  goingAway: ['Amazon is about to end it', 'Amazon 即将终止它'],
  mayStart: [
    'Can start {types:list} in {subnets:count:subnet}; the role may do what can be tried.',
    '可在 {subnets:number} 个子网中启动 {types:list}；角色具备可测试的权限。',
  ],
  notAllTried: [
    'Changes of Auto Scaling groups cannot be tried without making them: they show at the first start.',
    'Auto Scaling 组的更改无法在不执行的情况下测试：会在首次启动时显示。',
  ],
});
