import { defineSentences } from './sentence';

/** How strangers' files are kept from the rest of the machine, and what was tried to get out. */
export const sandboxWords = defineSentences('sandbox', {
  bubblewrap: [
    'It ran in bubblewrap: no network, no files but its own, nobody as its user, and a filter of system calls.',
    '它在 bubblewrap 中运行：无网络、仅能访问自身文件、以 nobody 用户身份，并过滤系统调用。',
  ],
  bubblewrapUnfiltered: [
    'It ran in bubblewrap: no network, no files but its own, nobody as its user. This system allows no filter of system calls.',
    '它在 bubblewrap 中运行：无网络、仅能访问自身文件、以 nobody 用户身份。本系统不支持过滤系统调用。',
  ],
  container: [
    'It ran in a container of {engine}: no network, no files but its own, a user without rights, and a filter of system calls.',
    '它在 {engine} 的容器中运行：无网络、仅能访问自身文件、以无权限的用户身份，并过滤系统调用。',
  ],
  containerUnfiltered: [
    'It ran in a container of {engine}: no network, no files but its own, a user without rights, and the filter of system calls that {engine} brings.',
    '它在 {engine} 的容器中运行：无网络、仅能访问自身文件、以无权限的用户身份，并使用 {engine} 自带的系统调用过滤。',
  ],
  plain: [
    'It ran in a process of its own under limits of memory and time, without secrets. No sandbox is usable here, so it was not cut off from network and files.',
    '它在受内存和时间限制的独立进程中运行，不含任何密钥。此处没有可用的沙箱，因此未与网络和文件隔离。',
  ],
  holds: ['{what} holds: {attempts:count:escape attempt} kept in. {limits:words}', '{what} 有效：已拦截 {attempts:number} 次逃逸尝试。{limits:words}'],
  instead: ['{found:words} It is used since {why:words}', '{found:words}使用它的原因：{why:words}'],
  both: ['{first:words} {second:words}', '{first:words}{second:words}'],
  byCgroups: ['Memory and processes are limited by the kernel (control groups).', '内存和进程数由内核限制（控制组）。'],
  byWatch: ['Memory is limited by watching it; control groups are not usable here.', '内存通过监视进行限制；此处无法使用控制组。'],
  missing: ['There is no sandbox here: {why:words} Only ONNX models are loaded.', '此处没有沙箱：{why:words}仅加载 ONNX 模型。'],
  notInstalled: ['bubblewrap is not installed.', '未安装 bubblewrap。'],
  notLinux: ['bubblewrap is there on Linux only.', 'bubblewrap 仅适用于 Linux。'],
  notAllowed: ['bubblewrap does not start: {said}', 'bubblewrap 无法启动：{said}'],
  escaped: ['bubblewrap does not hold: {what:list}.', 'bubblewrap 未能隔离：{what:list}。'],
  noEngine: ['Neither podman nor Docker is here instead.', '此处也没有 podman 或 Docker。'],
  engineNotAllowed: ['{engine} does not run one either: {said}', '{engine} 也无法运行沙箱：{said}'],
  engineEscaped: ['{engine} does not hold either: {what:list}.', '{engine} 也未能隔离：{what:list}。'],
  install: [
    'Install bubblewrap (Debian: apt-get install bubblewrap), or else podman or Docker, then restart.',
    '请安装 bubblewrap（Debian：apt-get install bubblewrap），或者安装 podman 或 Docker，然后重启。',
  ],
  runOnLinux: ['Run AI Mass on Linux to serve models of other frameworks.', '如需部署其他框架的模型，请在 Linux 上运行 AI Mass。'],
  allow: [
    'Allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces above 0; in a container run it with --security-opt seccomp=unconfined), then restart.',
    '请允许用户命名空间（sysctl kernel.unprivileged_userns_clone=1，user.max_user_namespaces 大于 0；在容器中请使用 --security-opt seccomp=unconfined 运行），然后重启。',
  ],
  update: ['Update bubblewrap (0.8 or newer) and the kernel, then restart.', '请更新 bubblewrap（0.8 或更高版本）和内核，然后重启。'],
  refused: [
    'Models of this framework run code when they are loaded, so they are loaded in a sandbox only.',
    '该框架的模型在加载时会执行代码，因此仅在沙箱中加载。',
  ],
});
