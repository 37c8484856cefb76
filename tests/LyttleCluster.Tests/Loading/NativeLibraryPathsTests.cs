using LyttleCluster.Loading;

namespace LyttleCluster.Tests.Loading;

public class NativeLibraryPathsTests
{
    [Theory]
    [InlineData("debian.12-x64", "libe_sqlite3.so", "runtimes/debian.12-x64/native/libe_sqlite3.so", "runtimes/linux-x64/native/libe_sqlite3.so")]
    [InlineData("win-arm64", "e_sqlite3.dll", "runtimes/win-arm64/native/e_sqlite3.dll")]
    [InlineData("osx.15-arm64", "libe_sqlite3.dylib", "runtimes/osx.15-arm64/native/libe_sqlite3.dylib", "runtimes/osx-arm64/native/libe_sqlite3.dylib")]
    public void Beside_the_assemblies_first_then_by_platform(string platform, params string[] wanted)
    {
        var file = wanted[0];
        var paths = NativeLibraryPaths.For("", "e_sqlite3", platform).Where(path => Path.GetFileName(path) == file);
        Assert.Equal(wanted, paths.Select(path => path.Replace('\\', '/')));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/tmp/evil")]
    [InlineData("..\\evil")]
    public void A_name_with_a_folder_in_it_is_not_ours(string name) => Assert.Empty(NativeLibraryPaths.For("/m", name, "linux-x64"));
}
