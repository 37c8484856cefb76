using LyttleCluster.Build.Assembling;

namespace LyttleCluster.Tests.Build;

public class ShippedFilesTests
{
    private readonly ShippedFiles _files = new(["System.Text.Json.dll"]);

    [Theory]
    [InlineData("LyttleCluster.dll", true)]
    [InlineData("runtimes/linux-x64/native/libe_sqlite3.so", true)]
    [InlineData("runtimes/linux-mips64/native/libe_sqlite3.so", false)]
    [InlineData("System.Text.Json.dll", false)]
    [InlineData("LyttleCluster.pdb", false)]
    [InlineData("LyttleCluster.xml", false)]
    [InlineData("LyttleCluster.Module.deps.json", false)]
    public void The_module_ships_what_it_needs_and_nothing_else(string file, bool ships) => Assert.Equal(ships, _files.BelongsToModule(file));

    [Theory]
    [InlineData("LyttleCluster.Core.dll", true)]
    [InlineData("LyttleCluster.dll", false)]
    [InlineData("System.Text.Json.dll", false)]
    [InlineData("libe_sqlite3.so", false)]
    public void Compiled_are_the_assemblies_of_our_own_load_context(string file, bool ships) => Assert.Equal(ships, _files.BelongsToCompiled(file));

    [Theory]
    [InlineData("lyttle-cluster", true)]
    [InlineData("lyttle-cluster.runtimeconfig.json", true)]
    [InlineData("lyttle-cluster.deps.json", true)]
    [InlineData("lyttle-cluster.pdb", false)]
    [InlineData("web.config", false)]
    public void The_service_ships_with_what_starts_it(string file, bool ships) => Assert.Equal(ships, _files.BelongsToService(file));
}
