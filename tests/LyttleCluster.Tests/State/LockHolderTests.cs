using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

/// <summary>The texts are of a Linux kernel; that the whole finds a real process is tested in <see cref="StateFaultTests"/>.</summary>
public sealed class LockHolderTests
{
    [Fact]
    public void A_mapped_file_tells_its_inode() => Assert.Equal("1835", LockHolder.InodeOf("/data/my state.db-shm", [
        "7f0000000000-7f0000001000 r--p 00000000 08:01 1 /usr/lib/libc.so.6",
        "7f0000002000-7f000000a000 rw-s 00000000 08:01 1835                       /data/my state.db-shm",
        "7f000000b000-7f000000c000 rw-p 00000000 00:00 0",
    ]));

    [Theory]
    [InlineData("1: POSIX  ADVISORY  WRITE 4242 08:01:1835 120 120", 4242)]
    [InlineData("1: POSIX  ADVISORY  WRITE 4242 08:01:1835 0 EOF", 4242)]
    [InlineData("1: POSIX  ADVISORY  READ  4242 08:01:1835 120 120", null)]
    [InlineData("1: POSIX  ADVISORY  WRITE 4242 08:01:1835 124 124", null)]
    [InlineData("1: POSIX  ADVISORY  WRITE 4242 08:01:11835 120 120", null)]
    [InlineData("1: OFDLCK ADVISORY  WRITE -1 08:01:1835 120 120", null)]
    [InlineData("1: -> POSIX  ADVISORY  WRITE 4243 08:01:1835 120 120", null)]
    [InlineData("", null)]
    public void Only_the_write_lock_of_that_file_counts(string line, int? expected) =>
        Assert.Equal(expected, LockHolder.FindProcess("1835", [line]));
}
