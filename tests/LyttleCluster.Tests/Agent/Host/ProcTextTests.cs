using LyttleCluster.Service.Agent.Host;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Tests.Agent.Host;

/// <summary>The parsers, on text as real machines gave it.</summary>
public sealed class ProcTextTests
{
    private const string Stat = """
        cpu  10132153 290696 3084719 46828483 16683 0 25195 175628 100 0
        cpu0 5066076 145348 1542359 23414241 8341 0 12597 87814 50 0
        cpu1 5066077 145348 1542360 23414242 8342 0 12598 87814 50 0
        intr 1462898 0 0
        ctxt 115315
        """;

    private const string Meminfo = """
        MemTotal:       16384256 kB
        MemFree:          812344 kB
        MemAvailable:    9123456 kB
        Buffers:          402888 kB
        Cached:          7400112 kB
        HugePages_Total:       0
        """;

    private const string Mounts = """
        sysfs /sys sysfs rw,nosuid 0 0
        proc /proc proc rw 0 0
        udev /dev devtmpfs rw 0 0
        /dev/vda1 / ext4 rw,relatime 0 0
        tmpfs /run tmpfs rw 0 0
        /dev/vdb1 /srv/my\040data xfs rw 0 0
        /dev/vda1 /var/lib/docker/bind ext4 rw 0 0
        nas:/export /mnt/nas nfs4 rw 0 0
        //nas/share /mnt/share cifs rw 0 0
        overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0
        """;

    [Fact]
    public void Cpu_times_leave_out_what_guests_used_twice()
    {
        var times = CpuTimes.Parse(Stat);
        const long Idle = 46828483 + 16683;
        const long Total = 10132153L + 290696 + 3084719 + 46828483 + 16683 + 25195 + 175628;
        Assert.Equal(new CpuTimes(Total - Idle, Total, 2), times);
    }

    [Theory]
    [InlineData(100, 200, 50)]
    [InlineData(0, 200, 0)]
    [InlineData(200, 200, 100)]
    [InlineData(1, 3, 33.3)]
    [InlineData(0, 0, 0)]
    [InlineData(-5, 10, 0)]
    public void Use_is_between_two_looks(long busy, long total, double percent) =>
        Assert.Equal(percent, new CpuTimes(1000 + busy, 5000 + total, 1).PercentSince(new CpuTimes(1000, 5000, 1)));

    [Fact]
    public void Old_kernels_count_fewer_fields() => Assert.Equal(new CpuTimes(6, 10, 1), CpuTimes.Parse("cpu  1 2 3 4\ncpu0 1 2 3 4"));

    [Fact]
    public void Memory_is_what_programs_could_still_have()
    {
        Assert.Equal((16384256L * 1024, 9123456L * 1024), ProcText.Memory(Meminfo));
        Assert.Equal((16384256L * 1024, (812344L + 402888 + 7400112) * 1024), ProcText.Memory(Meminfo.Replace("MemAvailable", "Other")));
    }

    [Fact]
    public void Uptime_and_load()
    {
        Assert.Equal(15060.27, ProcText.Uptime("15060.27 27823.11\n"));
        Assert.Equal([28.03, 23.1, 14.37], ProcText.Load("28.03 23.10 14.37 4/921 12345\n"));
    }

    [Theory]
    [InlineData("processor\t: 0\nvendor_id\t: GenuineIntel\nmodel\t\t: 85\nmodel name\t: Intel(R) Xeon(R) Processor @ 2.20GHz\n", "Intel(R) Xeon(R) Processor @ 2.20GHz")]
    [InlineData("processor\t: 0\nBogoMIPS\t: 108.00\nCPU part\t: 0xd08\n\nHardware\t: BCM2835\nModel\t\t: Raspberry Pi 4 Model B Rev 1.4\n", "Raspberry Pi 4 Model B Rev 1.4")]
    [InlineData("processor\t: 0\nBogoMIPS\t: 50.00\nCPU implementer\t: 0x41\n", null)]
    public void The_processor_has_a_name_where_the_kernel_gives_one(string cpuinfo, string? model) => Assert.Equal(model, ProcText.CpuModel(cpuinfo));

    [Theory]
    [InlineData("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\n", "Debian GNU/Linux 12 (bookworm)")]
    [InlineData("NAME=Alpine\nPRETTY_NAME='Alpine Linux v3.20'\n", "Alpine Linux v3.20")]
    [InlineData("", null)]
    public void The_system_has_a_name_for_people(string release, string? name) => Assert.Equal(name, ProcText.SystemName(release));

    [Fact]
    public void Disks_are_local_and_named_once() => Assert.Equal(["/", "/srv/my data"], MountedDisks.Paths(Mounts));

    [Fact]
    public void The_root_counts_whatever_it_is() => Assert.Equal(["/"], MountedDisks.Paths("overlay / overlay rw 0 0\nproc /proc proc rw 0 0\n"));

    [Fact]
    public void The_sockets_that_listen_on_a_port()
    {
        const string Table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:0BBB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 67890 1 0000000000000000 100 0 0 10 0
               1: 0100007F:0BBB 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 67891 1 0000000000000000 20 4 30 10 -1
               2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0
            """;
        Assert.Equal(["67890"], PortHolder.ListeningInodes(Table, 3003));
        Assert.Empty(PortHolder.ListeningInodes(Table, 80));
    }

    [Theory]
    [InlineData("docker0", true)]
    [InlineData("br-1a2b3c", true)]
    [InlineData("veth12", true)]
    [InlineData("eth0", false)]
    [InlineData("ens3", false)]
    [InlineData("bond0", false)]
    public void Bridges_of_container_engines_are_no_way_to_this_host(string name, bool bridge) => Assert.Equal(bridge, HostAddresses.IsContainerBridge(name));

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("169.254.3.4", false)]
    [InlineData("fe80::1", false)]
    public void Addresses_that_only_the_host_or_its_link_knows_are_left_out(string address, bool reachable) =>
        Assert.Equal(reachable, HostAddresses.IsReachable(System.Net.IPAddress.Parse(address)));
}
