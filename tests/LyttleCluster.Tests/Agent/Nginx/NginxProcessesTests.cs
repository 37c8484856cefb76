using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Nginx.Processes;

namespace LyttleCluster.Tests.Agent.Nginx;

/// <summary>Processes as /proc tells of them.</summary>
public sealed class NginxProcessesTests
{
    [Theory]
    [InlineData("nginx: master process /usr/sbin/nginx -g daemon on;", NginxRole.Master)]
    [InlineData("nginx: worker process", NginxRole.Worker)]
    [InlineData("nginx: worker process is shutting down", NginxRole.OldWorker)]
    [InlineData("nginx: cache manager process", NginxRole.None)]
    [InlineData("nginx: cache manager process is shutting down", NginxRole.None)]
    [InlineData("angie: worker process", NginxRole.Worker)]
    [InlineData("vim nginx: worker process", NginxRole.None)]
    [InlineData("", NginxRole.None)]
    internal void A_title_tells_the_role(string title, NginxRole role) => Assert.Equal(role, NginxTitle.RoleOf(title));

    [Fact]
    public void A_name_may_hold_brackets_and_blanks()
    {
        var entry = ProcessTable.ParseStat("812 (ng) inx (x) S 1 812 812 0 -1 4194624 101 0 0 0 3 4 0 0 20 0 1 0 1559873 12345 600 1 1 1 0 0 0 0 1073745920 402745863 0 0 0 17 1 0 0 0 0 0\n", "nginx: worker process")!;
        Assert.Equal((812, 1, 'S', 1559873L, NginxRole.Worker), (entry.Pid, entry.ParentPid, entry.State, entry.StartTicks, entry.Role));
        Assert.Null(ProcessTable.ParseStat("", ""));
    }

    [Fact]
    public void Padding_of_a_title_is_not_a_part_of_it() => Assert.Equal("nginx: worker process", ProcessTable.Title("nginx: worker process\0\0\0\0"));

    [Theory]
    [InlineData("S (sleeping)", "0000000000000000", "0000000000000000", MasterActivity.Idle)] // in sigsuspend
    [InlineData("S (sleeping)", "0000000018016a07", "0000000000000000", MasterActivity.Busy)] // between two tries for a port
    [InlineData("R (running)", "0000000018016a07", "0000000000000000", MasterActivity.Busy)] // reads certificates
    [InlineData("S (sleeping)", "0000000000000000", "0000000000000001", MasterActivity.Busy)] // told, not yet awake
    [InlineData("R (running)", "0000000000000000", "0000000000000000", MasterActivity.Busy)]
    [InlineData("T (stopped)", "0000000000000000", "0000000000000001", MasterActivity.Stopped)]
    [InlineData("Z (zombie)", "0000000000000000", "0000000000000000", MasterActivity.Gone)]
    internal void The_signal_mask_tells_whether_a_master_is_done(string state, string blocked, string pending, MasterActivity activity) =>
        Assert.Equal(activity, MasterStatus.Read($"Name:\tnginx\nState:\t{state}\nPid:\t14808\nSigPnd:\t0000000000000000\nShdPnd:\t{pending}\nSigBlk:\t{blocked}\nSigIgn:\t0000000040001000\n"));

    [Fact]
    public void Generations_are_told_apart_by_parent_and_start()
    {
        ProcessEntry[] workers = [Old(10, 1, 1000), Old(11, 1, 1001), Old(12, 1, 1012), Old(13, 1, 1013), Old(14, 2, 1013)];
        Assert.Equal(3, NginxProcesses.CountGenerations(workers));
        Assert.Equal(0, NginxProcesses.CountGenerations([]));
    }

    [Fact]
    public void An_upgrade_has_two_masters_whichever_the_pid_file_names()
    {
        ProcessEntry[] all =
        [
            new(1, 0, 'S', 1, "init"), new(100, 1, 'S', 10, "nginx: master process nginx"), new(101, 100, 'S', 11, "nginx: worker process"),
            new(200, 100, 'S', 20, "nginx: master process nginx"), new(201, 200, 'S', 21, "nginx: worker process"), new(300, 1, 'S', 1, "nginx: worker process"),
            new(400, 1, 'S', 5, "nginx: master process other"), new(401, 400, 'S', 5, "nginx: worker process"),
        ];
        Assert.Equal(200, NginxProcesses.From(all, 100)!.OtherMaster!.Pid);
        Assert.Equal(100, NginxProcesses.From(all, 200)!.OtherMaster!.Pid);
        Assert.Equal([101, 201], NginxProcesses.From(all, 200)!.Workers.Select(worker => worker.Pid));
        Assert.Null(NginxProcesses.From(all, 400)!.OtherMaster);
        Assert.Null(NginxProcesses.From(all, 101));
        Assert.Equal([300], NginxProcesses.Orphans(all).Select(worker => worker.Pid));
    }

    [Fact]
    public void Ports_somebody_listens_at_are_read_from_the_table_of_sockets() => Assert.Equal([8080, 22], ListeningPorts.Parse("""
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1
           1: 0100007F:1F91 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 112 1
           2: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 113 1
        """));

    private static ProcessEntry Old(int pid, int parent, long start) => new(pid, parent, 'S', start, "nginx: worker process is shutting down");
}
