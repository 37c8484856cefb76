using LyttleCluster.Core.Nginx;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Nginx;

public class NginxWordsTests
{
    [Theory]
    [InlineData("2026/11/21 10:56:21 [emerg] 31#31: unknown directive \"x\" in /a.conf:1\nnginx: configuration file /n.conf test failed\n", "unknown directive \"x\" in /a.conf:1")]
    [InlineData("nginx: [emerg] open() \"/a\" failed (2: No such file or directory) in /n.conf:3\nnginx: configuration file /n.conf test failed", "open() \"/a\" failed (2: No such file or directory) in /n.conf:3")]
    [InlineData("2026/11/21 10:56:21 [warn] 31#31: conflicting server name\n2026/11/21 10:56:21 [emerg] 31#31: bind() failed\n2026/11/21 10:56:22 [emerg] 31#31: bind() failed\n2026/11/21 10:56:22 [error] 31#31: *7 second", "bind() failed; second")]
    [InlineData("something else\nentirely\n", "something else; entirely")]
    [InlineData("bind() to 127.0.0.1:80 failed (98: Address already in use)", "bind() to 127.0.0.1:80 failed (98: Address already in use)")]
    public void Complaints_are_all_that_is_left(string output, string left) => Assert.Equal(left, NginxWords.Complaints(output));

    [Fact]
    public void Words_inside_a_line_of_LyttleNGINX_stay_whole() =>
        Assert.Equal(NginxWordings.RolledBack.Trim(), NginxWords.Complaints(NginxWordings.RolledBack));
}
