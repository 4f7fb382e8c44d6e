"""What the system says when a file cannot be read or written, in words a user can act on."""

import errno
import re

from models.errors import StoreUnusable

FULL = ("磁盘空间不足", "请清理磁盘空间后再试")
READ_ONLY = ("是只读的", "请检查目录和磁盘的写入权限,恢复可写后再试")
FAILED = ("磁盘读写出错", "请检查磁盘;必要时从备份恢复")
NO_RIGHTS = ("没有读写权限", "请检查目录权限后再试")
REASONS = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: NO_RIGHTS,
    errno.EPERM: NO_RIGHTS,
    errno.ENOENT: ("不存在", "请核对路径"),
    errno.EEXIST: ("已被别的文件占用", "请核对路径"),
    errno.ENOTDIR: ("中有一段不是文件夹", "请核对路径"),
    errno.EISDIR: ("是一个文件夹,不是文件", "请核对路径"),
    errno.EIO: FAILED,
}
OUR_OWN = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)  # never the fault of a file that is read


def unwritable(error: OSError, what: str = "") -> StoreUnusable:
    """Return what a failed access to a file is in our words; `what` is what could not be done."""
    # libraries in Rust tell the number in their words only
    written = re.search(r"os error (\d+)", str(error))
    code = error.errno or (int(written[1]) if written else 0)
    why, remedy = REASONS.get(code, (f"出错(系统错误 {code})", "请检查磁盘和目录权限"))
    is_named = isinstance(error.filename, str) and why not in (FULL[0], FAILED[0])
    said = (
        f"“{error.filename}”{why}" if is_named else why if why in (FULL[0], FAILED[0]) else f"磁盘或目录{why}"
    )
    return StoreUnusable(f"{what}:{said}" if what else said, remedy=remedy)
