using System.Net.Sockets;
using System.Text;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.ManagerTests.Services;

public sealed class SystemdNotifierTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-notify-");
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly StringWriter _log = new();

    private string Path => System.IO.Path.Combine(_folder.FullName, "notify");

    public void Dispose()
    {
        _systemd.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task It_says_that_it_is_ready_then_that_it_stops()
    {
        _systemd.Bind(new UnixDomainSocketEndPoint(Path));
        await using var notifier = Notifier(("NOTIFY_SOCKET", Path));
        notifier.Ready("listens on\nhttp://127.0.0.1:6977");
        Assert.Equal($"READY=1\nSTATUS=listens on http://127.0.0.1:6977\nMAINPID={Environment.ProcessId}", await HeardAsync());
        notifier.Stopping("SIGTERM");
        Assert.Equal("STOPPING=1\nSTATUS=SIGTERM", await HeardAsync());
    }

    [Fact]
    public async Task It_is_heard_in_the_abstract_namespace_too()
    {
        var name = $"lyttle-{Guid.NewGuid():N}";
        _systemd.Bind(new UnixDomainSocketEndPoint("\0" + name));
        await using var notifier = Notifier(("NOTIFY_SOCKET", "@" + name));
        notifier.Ready("listens");
        Assert.StartsWith("READY=1", await HeardAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_that_it_lives_twice_as_often_as_is_wanted()
    {
        _systemd.Bind(new UnixDomainSocketEndPoint(Path));
        await using var notifier = Notifier(("NOTIFY_SOCKET", Path), ("WATCHDOG_USEC", "200000"), ("WATCHDOG_PID", Text(Environment.ProcessId)));
        Assert.Equal(TimeSpan.FromMilliseconds(100), notifier.AliveEvery);
        notifier.Ready("listens");
        await HeardAsync();
        for (var i = 0; i < 3; i++) Assert.Equal("WATCHDOG=1", await HeardAsync());
    }

    [Theory]
    [InlineData("1", "200000")]
    [InlineData(null, "0")]
    [InlineData(null, "soon")]
    public async Task A_watchdog_of_another_process_or_of_no_length_is_not_ours(string? pid, string microseconds)
    {
        await using var notifier = Notifier(("NOTIFY_SOCKET", Path), ("WATCHDOG_USEC", microseconds), ("WATCHDOG_PID", pid ?? ""));
        Assert.Null(notifier.AliveEvery);
    }

    [Theory]
    [InlineData("")]
    [InlineData("relative")]
    public async Task Where_nobody_listens_nothing_is_said(string socket)
    {
        await using var notifier = Notifier(("NOTIFY_SOCKET", socket));
        notifier.Ready("listens");
        Assert.Equal("", _log.ToString());
    }

    [Fact]
    public async Task A_systemd_that_cannot_be_told_does_not_end_the_service()
    {
        await using var notifier = Notifier(("NOTIFY_SOCKET", Path));
        notifier.Ready("listens");
        Assert.Contains("systemd could not be told", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_service_that_a_process_is_stands_in_its_cgroup()
    {
        Assert.Equal("lyttle-cluster-manager.service", OwnService.FromCgroups(["12:cpu:/", "1:name=systemd:/system.slice/lyttle-cluster-manager.service", "0::/"]));
        Assert.Equal("a.service", OwnService.FromCgroups(["0::/system.slice/a.service/inner"]));
        Assert.Null(OwnService.FromCgroups(["0::/user.slice/user-0.slice/session-1.scope"]));
        Assert.Null(OwnService.Name(new Dictionary<string, string> { ["SYSTEMD_EXEC_PID"] = "1" }));
    }

    private SystemdNotifier Notifier(params (string Name, string Value)[] environment) =>
        new(environment.ToDictionary(pair => pair.Name, pair => pair.Value), Environment.ProcessId, new ServiceLog(_log, LogFormat.Text, TimeProvider.System), TimeProvider.System);

    private async Task<string> HeardAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[512];
        return Encoding.UTF8.GetString(buffer, 0, await _systemd.ReceiveAsync(buffer, SocketFlags.None, limit.Token));
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
