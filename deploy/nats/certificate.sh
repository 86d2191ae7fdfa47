#!/bin/sh
# Certificates for the cluster, when the agency has no authority of its own.
#   certificate.sh FOLDER authority                     the authority: ca.pem, ca.key (keep the key off the servers)
#   certificate.sh FOLDER server NAME HOST [HOST…]      a node: NAME.pem, NAME.key, for these host names or addresses
#   certificate.sh FOLDER agency NAME                   an agency: NAME.pem, NAME.key; its user is NAME.congvu
set -eu
umask 077
folder=$1 kind=$2
mkdir -p "$folder"
cd "$folder"

if [ "$kind" = authority ]; then
  [ ! -e ca.key ] || { echo "ca.key đã có, không ghi đè." >&2; exit 1; }
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -keyout ca.key -out ca.pem \
    -subj "/CN=NATS authority" -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign"
  exit
fi

name=$3
case $name in *[!A-Za-z0-9-]* | "") echo "Tên chỉ gồm chữ không dấu, số và gạch nối." >&2; exit 1 ;; esac
case $kind in
  server)
    shift 3
    names= usage=serverAuth,clientAuth
    for host in "$@"; do
      case $host in *[!0-9.]*) names="$names,DNS:$host" ;; *) names="$names,IP:$host" ;; esac
    done
    [ -n "$names" ] || { echo "Thiếu tên máy." >&2; exit 1; }
    names=${names#,} ;;
  agency) names="DNS:$name.congvu" usage=clientAuth ;;
  *) echo "Loại chứng thư: authority, server hoặc agency." >&2; exit 1 ;;
esac
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$name.key" -subj "/CN=$name" \
  -addext "subjectAltName=$names" -addext "extendedKeyUsage=$usage" -out "$name.csr"
openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 825 -copy_extensions copyall -out "$name.pem"
rm "$name.csr"
