import { defineSentences } from './sentence';

/** Building the Python environments in which other frameworks' models are loaded. */
export const toolchainWords = defineSentences('toolchains', {
  waiting: ['Process {pid} builds an environment; this one follows.', '进程 {pid} 正在构建环境；完成后继续。'],
  installingUv: ['Installing uv {version}, which builds the environments.', '正在安装用于构建环境的 uv {version}。'],
  downloading: [
    'Downloading: {done:number} of {of:number} packages, {size:bytes} so far.',
    '正在下载：{of:number} 个包中的 {done:number} 个，已下载 {size:bytes}。',
  ],
  installing: ['Installing {packages:count:package}.', '正在安装 {packages:count:package} 个包。'],
  compiling: ['Compiling the packages, so that models load sooner.', '正在编译各包，以便更快加载模型。'],
  trying: ['Loading {name} once, to see that it works here.', '正在试加载 {name}，以确认其在此可用。'],
  ready: ['{line} is ready: {packages:count:package}, {size:bytes}.', '{line} 已就绪：{packages:count:package} 个包，{size:bytes}。'],
  unknown: ['There is no toolchain {line}.', '没有工具链 {line}。'],
  knownLines: ['There are: {lines:list}.', '现有：{lines:list}。'],
  noPython: ['Models of this framework need Python 3.11, which is not on this machine.', '该框架的模型需要 Python 3.11，而本机没有。'],
  installPython: [
    'Install it (Debian: apt-get install python3.11 python3.11-venv; macOS: brew install python@3.11), so that python3.11 is found in PATH, and try again.',
    '请安装它（Debian：apt-get install python3.11 python3.11-venv；macOS：brew install python@3.11），使 python3.11 位于 PATH 中，然后重试。',
  ],
  noVenv: ['{python} is Python 3.11 without its venv module.', '{python} 是不含 venv 模块的 Python 3.11。'],
  installVenv: ['Install it (Debian: apt-get install python3.11-venv) and try again.', '请安装它（Debian：apt-get install python3.11-venv），然后重试。'],
  looked: ['Looked at: {places:list}', '已查找：{places:list}'],
  notBuilt: ['The environment {line} could not be built.', '无法构建环境 {line}。'],
  uvNotInstalled: ['uv {version}, which builds the environments, could not be installed.', '无法安装用于构建环境的 uv {version}。'],
  noNetwork: ['The package index cannot be reached.', '无法访问软件包索引。'],
  goOnline: [
    'Give this machine access to a package index (HTTPS_PROXY, UV_DEFAULT_INDEX), or set AIMASS_WHEELS to a folder with the wheels.',
    '请让本机可访问软件包索引（HTTPS_PROXY、UV_DEFAULT_INDEX），或将 AIMASS_WHEELS 设为存放 wheel 的文件夹。',
  ],
  missingWheel: ['{wheels} lacks a wheel that {line} needs.', '{wheels} 缺少 {line} 所需的 wheel。'],
  fetchWheels: [
    'Fill it on a machine with a network: pip download --require-hashes --no-deps --only-binary :all: -d {wheels} -r {lock}',
    '请在有网络的机器上填充它：pip download --require-hashes --no-deps --only-binary :all: -d {wheels} -r {lock}',
  ],
  wrongHash: ['A package does not have the hash that the lock names; it was not installed.', '某个包与锁文件中的哈希不符，未安装。'],
  checkIndex: ['Check the package index or the wheel folder: it serves altered files.', '请检查软件包索引或 wheel 文件夹：其提供的文件已被更改。'],
  noSpace: ['There is no room on the disk of {folder}.', '{folder} 所在磁盘空间不足。'],
  makeSpace: ['Free some space, or remove a toolchain: npx aimass toolchains remove LINE', '请释放空间，或删除一个工具链：npx aimass toolchains remove LINE'],
  doesNotLoad: ['{line} was installed but does not load here.', '{line} 已安装，但在此无法加载。'],
  missingLibrary: ['Install the system library {library}, and try again.', '请安装系统库 {library}，然后重试。'],
  missingPackage: [
    'Install the system library {library} (Debian: apt-get install {package}), and try again.',
    '请安装系统库 {library}（Debian：apt-get install {package}），然后重试。',
  ],
  because: ['{what:words} {why:words}', '{what:words}{why:words}'],
  readEvidence: ['Read what it said below, and try again.', '请查看下方的输出，然后重试。'],
  inUse: ['It is being built just now.', '它正在构建中。'],
});
