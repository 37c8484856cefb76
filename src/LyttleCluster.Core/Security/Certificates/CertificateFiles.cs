namespace LyttleCluster.Core.Security.Certificates;

/// <summary>Writes a certificate and its key; both or none.</summary>
internal static class CertificateFiles
{
    public static void Write(IssuedCertificate made, string certificatePath, string keyPath)
    {
        WriteNew(keyPath, made.KeyPem! + "\n", FileModes.OwnersAlone);
        try
        {
            WriteNew(certificatePath, made.CertificatePem + "\n", FileModes.ReadableByAll);
        }
        catch (ClusterException)
        {
            File.Delete(keyPath);
            throw;
        }
    }

    private static void WriteNew(string path, string text, UnixFileMode mode)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            NewFile.Write(path, text, mode);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw CertificateErrors.FileExists(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CertificateErrors.FileUnwritable(path, failure.Message);
        }
    }
}
